import { NEAR_VERBATIM, normalizedEditDistance } from '#lib/measures/edit-distance.ts';
import { foldedWords } from '#lib/words/fold.ts';

/**
 * How far an answer is from the book: the share of the words that would have to be changed, whatever their case and the
 * punctuation between them. It is held against as many of the book's words as were written, or, where the model ended the
 * text, against all that were asked for.
 */
export function wordDistance(text: string, truth: string, ended: boolean): number {
  const ids = new Map<string, number>();
  const idsOf = (words: string[]) =>
    words.map((word) => {
      const id = ids.get(word) ?? ids.size;
      ids.set(word, id);
      return id;
    });
  const words = idsOf(foldedWords(text));
  const own = idsOf(foldedWords(truth));
  return normalizedEditDistance(words, ended ? own : own.slice(0, words.length));
}

/** Whether a text that far from the book is near-verbatim. */
export const isNear = (distance: number): boolean => distance <= NEAR_VERBATIM;
