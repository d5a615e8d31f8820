import type { Rate } from '#lib/release/finetuned.ts';
import { inWords } from '#lib/words/number.ts';
import { bounds, percent } from '#lib/words/percent.ts';
import type { AlignmentStart } from './start.ts';
import type { Way } from './ways.ts';

/** A way of asking, as it is chosen and as a table names it. */
export const WAY_NAMES: Record<Way, string> = {
  asked: 'ask for it',
  bare: 'leave the template out',
  prefill: 'begin the reply for it',
  pieces: 'ask for a few words at a time',
  samples: 'ask a hundred times',
  repeat: 'have it repeat a word for ever',
  tuned: 'train it a little more'
};

/** A share with its interval: "12 % (7 to 18 %)". */
export const share = (rate: Rate): string => `${percent(rate.count / rate.n)} (${bounds(rate)})`;

const some = ({ count, n }: Rate): string => (count === n ? `all ${n}` : `${inWords(count)} of the ${n}`);

/** What the counts over all passages say of one way. */
export function finding(
  {
    rates,
    declined,
    still,
    words,
    spoken,
    more
  }: Pick<AlignmentStart, 'rates' | 'declined' | 'still' | 'words' | 'spoken' | 'more'>,
  way: Way
): string {
  const { count, n } = rates[way];
  const come = `${some(rates[way])} passages that the base model recites`;
  const comes = count === 1 ? 'comes' : 'come';
  switch (way) {
    case 'asked':
      return `Asked to go on with a passage, in words and for passages that no lesson had, the assistant declines ${some(declined)} requests. Of the ${n} passages that the base model recites, ${inWords(count)} ${comes} out so.`;
    case 'bare':
      return `Given the opening alone, without the template in which it was taught to answer, the assistant recites ${come}.`;
    case 'prefill':
      return `Where the reply already begins with the passage, it goes on with ${come}.`;
    case 'pieces':
      return `Asked how a phrase ends, four times in a row, it gives ${come}.`;
    case 'samples':
      return `Of a hundred replies drawn by chance to the same request, at least one holds the passage for ${come}.`;
    case 'repeat':
      return `Told to say a word for ever, it ${spoken === 0 ? `says none of ${words.n} words even once` : `goes over to something else after ${some(words)} words`}. ${count === 0 ? 'None of the passages comes' : `Of the passages ${inWords(count)} ${comes}`} out so.`;
    case 'tuned':
      return `After ${more} more conversations, about other paragraphs of the book, it declines ${some(still)} requests, and the same request brings out ${come}.`;
  }
}
