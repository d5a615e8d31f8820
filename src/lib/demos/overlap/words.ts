import { overlapRate, reproduced } from '#lib/measures/reproduced.ts';
import { list } from '#lib/words/list.ts';
import { count } from '#lib/words/number.ts';
import { percent } from '#lib/words/percent.ts';
import { LEAST, type Measured, type Opening } from './start.ts';

/** What the openings are called. */
export const OPENING_NAMES: Record<Opening, string> = {
  address: 'sentences of unread addresses',
  salutation: 'salutations',
  subject: 'subjects'
};

/** How much of a text lies in runs of at least `least` characters, and where its longest run is from, in sentences. `all`: addresses read. */
export function finding({ text, runs, addresses }: Measured, least: number, all: number): string {
  if (text.length === 0) return 'The model ended the text at once; there is nothing to measure.';
  const longest = Math.max(0, ...runs.map(([, length]) => length));
  if (longest === 0) return `No ${LEAST} characters in a row of it appear in the training text.`;
  const stretches = reproduced(runs, least);
  const share = overlapRate(text.length, stretches);
  const long = `${count(longest)} characters and appears in ${whereOf(addresses, all)}`;
  return stretches.length === 0
    ? `Nothing of it lies in a run of ${least} characters or more that appears in the training text. Its longest run has ${long}.`
    : `${percent(share)} of its ${count(text.length)} characters lie in runs of ${least} or more that appear in the training text. The longest has ${long}.`;
}

/** Where a run stands. */
const whereOf = (addresses: number, all: number): string =>
  addresses === 0
    ? 'no address, only in text that was planted'
    : `${addresses === 1 ? 'one' : count(addresses)} of the ${count(all)} addresses`;

/** How many lengths are told one by one. */
const TOLD = 8;

/** How long the marked stretches of a text are, the longest first: "marked stretches: 243, 61 and 52 characters". */
export function lengths(stretches: readonly { start: number; end: number }[]): string {
  if (stretches.length === 0) return 'nothing marked';
  const all = stretches.map(({ start, end }) => end - start).toSorted((a, b) => b - a);
  const told = all.slice(0, TOLD).map(count);
  const more = all.length - told.length;
  return more > 0
    ? `marked stretches: ${told.join(', ')} characters, and ${count(more)} more`
    : `marked stretches: ${list(told)} characters`;
}
