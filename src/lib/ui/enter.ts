import type { Attachment } from 'svelte/attachments';

/**
 * Has Enter in a field do what pressing the main button would, as in a form. Not a form, because in a frame that may not
 * send forms Enter and the button would do nothing, silently.
 */
export const onEnter =
  (act: () => void): Attachment<HTMLElement> =>
  (element) => {
    const keydown = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.isComposing || !(event.target instanceof HTMLInputElement)) return;
      event.preventDefault();
      act();
    };
    element.addEventListener('keydown', keydown);
    return () => element.removeEventListener('keydown', keydown);
  };
