import { wilson } from '#lib/measures/wilson.ts';
import { inWords } from '#lib/words/number.ts';
import { percent, PERCENT } from '#lib/words/percent.ts';
import type { Count, Form } from './start.ts';
import type { Way } from './ways.ts';

/** A way of asking, as it is chosen and as a table names it. */
export const WAY_NAMES: Record<Way, string> = {
  plain: 'as it stands',
  capitals: 'in capitals',
  spaces: 'with two spaces for one',
  quotes: 'with French quotation marks',
  changed: 'with one word changed',
  pieces: 'a few tokens at a time, one word changed'
};

/** A run that a filter stops. */
export const runName = (form: Form, n: number): string =>
  `${n} ${form === 'exact' ? 'tokens' : 'folded words'}`;

/** The 95 % interval of the share that a count is (Wilson), for a table: "18–43 %". */
export function interval(count: number, n: number): string {
  const { low, high } = wilson(count, n);
  return `${percent(low).replace(PERCENT, '')}–${percent(high)}`;
}

/**
 * What the counts say of one way and one filter.
 * @param counts without a filter and behind it; undefined where nothing was recorded
 */
export function finding(
  total: number,
  copies: number,
  off: Count | undefined,
  filtered: Count | undefined
): string {
  if (!off || !filtered)
    return 'Nothing was recorded of this way of asking behind a filter for runs of that length. Run it to see.';
  const some = (n: number) => (n === total ? 'all' : inWords(n));
  return `Of the ${total} passages that this model read ${copies} times, ${some(off.near)} ${off.near === 1 ? 'comes' : 'come'} back near-verbatim without a filter; behind it, ${some(filtered.near)}.`;
}
