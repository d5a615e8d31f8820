// What a reader may put into a text field. A text of megabytes would block the page before anything could be said about it.
import type { Attachment } from 'svelte/attachments';
import { count } from '#lib/words/number.ts';

/** What a reader is told whose text was cut. */
export const cutTo = (most: number) =>
  `The text was cut: this field takes ${count(most)} characters at most, and these are the first of them.`;

/** Characters past which a browser takes seconds to find the direction of each line (`dir="auto"`). */
const LONG = 50_000;

/** Letters of scripts that run from right to left. */
const RIGHT_TO_LEFT =
  /^[^\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/**
 * Cuts what is typed, pasted or dropped at `most` characters, before the page sees any of it. A long text gets one
 * direction, that of its first letter.
 *
 * @param oncut called after the page has taken what is left
 */
export function limit(most: number, oncut: () => void): Attachment<HTMLTextAreaElement | HTMLInputElement> {
  return (field) => {
    field.maxLength = most;
    let cut = false;
    const before = (event: Event) => {
      const { data, dataTransfer } = event as InputEvent;
      const [from, to] = [field.selectionStart ?? 0, field.selectionEnd ?? 0];
      const added = data ?? dataTransfer?.getData('text/plain') ?? '';
      const length = field.value.length - (to - from) + added.length;
      cut = length > most;
      if (length > LONG) {
        const start = (field.value.slice(0, from) + added.slice(0, 1000)).slice(0, 1000);
        field.dir = RIGHT_TO_LEFT.test(start) ? 'rtl' : 'ltr';
      }
    };
    const after = () => {
      if (field.dir !== 'auto' && field.value.length <= LONG) field.dir = 'auto';
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
