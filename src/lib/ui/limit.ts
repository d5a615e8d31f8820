// What a reader may put into a text field. A text of megabytes would hold up the page before anything could be said of it.
import type { Attachment } from 'svelte/attachments';
import { count } from '#lib/words/number.ts';

/** What a reader is told whose text was cut. */
export const cutTo = (most: number) =>
  `The text was cut: this field takes ${count(most)} characters at most, and the first of them stand here.`;

/**
 * Cuts what is typed, pasted or dropped at `most` characters, before the page sees any of it.
 *
 * @param oncut called after the page has taken what is left
 */
export function limit(most: number, oncut: () => void): Attachment<HTMLTextAreaElement | HTMLInputElement> {
  return (field) => {
    field.maxLength = most;
    let cut = false;
    const before = (event: Event) => {
      const { data, dataTransfer } = event as InputEvent;
      const selected = (field.selectionEnd ?? 0) - (field.selectionStart ?? 0);
      const more = (data ?? dataTransfer?.getData('text/plain') ?? '').length;
      cut = field.value.length - selected + more > most;
    };
    const after = () => {
      if (cut) oncut();
      cut = false;
    };
    field.addEventListener('beforeinput', before);
    field.addEventListener('input', after);
    return () => {
      field.removeEventListener('beforeinput', before);
      field.removeEventListener('input', after);
    };
  };
}
