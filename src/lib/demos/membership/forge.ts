// Texts that are plainly a passage and share few runs of tokens with it: how they are made, and how near they stay.
import { normalizedEditDistance } from '#lib/measures/edit-distance.ts';

/** In capitals: to the tokenizer other tokens, to a reader the same words (Liu et al. 2025: casing flips). */
const capitals = (text: string): string => text.toUpperCase();

/** Every so many words two letters of one are swapped (after the token dropout of Liu et al. 2025, in words). */
function slips(text: string, every: number): string {
  let words = 0;
  return text.replace(/\p{L}{4,}/gu, (word) => {
    if (++words % every !== 0) return word;
    const letters = Array.from(word);
    [letters[1], letters[2]] = [letters[2]!, letters[1]!];
    return letters.join('');
  });
}

/** Ways to forge a text at a press. */
export const FORGERIES: readonly { name: string; forge: (text: string) => string }[] = [
  { name: 'Swap letters in every third long word', forge: (text) => slips(text, 3) },
  { name: 'All capitals', forge: capitals },
  { name: 'As it is', forge: (text) => text }
];

/** The text as nearness compares it: one case, one kind of blank. */
const folded = (text: string) =>
  Array.from(text.toLowerCase().replaceAll(/\s+/g, ' ').trim(), (letter) => letter.codePointAt(0)!);

/**
 * How near a text is to the passage, from 0 to 1: one less the edit distance of their letters over the longer length, whatever
 * the case and the kind of blanks.
 */
export const nearness = (text: string, passage: string): number =>
  1 - normalizedEditDistance(folded(text), folded(passage));

/** From here on a text is plainly the passage: what is near-verbatim elsewhere, of letters. */
export const PLAINLY = 0.9;
