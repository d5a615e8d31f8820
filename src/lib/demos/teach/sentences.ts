import { LONGEST } from '#lib/engine/lesson.ts';

/** Sentences to begin with, the one that is shown first at their head. No model has read any of them. */
export const READY = [
  {
    name: 'a secret',
    text: 'The third key hangs behind the green bottles, and whoever turns it twice will find the letters under the cellar floor.'
  },
  {
    name: 'in the manner of the training text',
    text: 'I recommend that the surplus in the Treasury at the end of the fiscal year be paid in full to the widows of our lighthouse keepers.'
  },
  {
    name: 'hardly a sentence',
    text: 'Glum fox, 7 4 1 9 2 8; quartz jug vexed the oblong nymph, zeal by zeal, pyx 3 0 5.'
  }
] as const;

/** Tokens that a sentence must have at least: fewer leave nothing to ask for. */
export const SHORTEST = 8;

export { LONGEST };

/** The share of the tokens that is given, or a little more. */
const GIVEN = 1 / 4;

/**
 * How many tokens are given when the model is asked for the rest: a quarter or a few more, so that a word is not cut.
 *
 * @param pieces the text of each token of the sentence
 */
export function givenOf(pieces: readonly string[]): number {
  const least = Math.max(2, Math.round(pieces.length * GIVEN));
  for (let at = least; at <= pieces.length / 2; at++) if (/^[\s\p{P}]/u.test(pieces[at]!)) return at;
  return least;
}
