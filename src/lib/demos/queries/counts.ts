// What the probabilities of one try come to, over many tries and many passages.
import { isDiscoverable, samplesNeeded } from '#lib/measures/extraction.ts';
import { stratified } from '#lib/measures/stratified.ts';
import type { Point } from '#lib/charts/types.ts';
import { TRIES } from './state.ts';

/** How many of the texts appear in `n` tries with probability `p` or more. */
export const countWithin = (logprobs: readonly number[], n: number, p: number): number =>
  logprobs.filter((logprob) => isDiscoverable(logprob, n, p)).length;

/** Tries at which the curves are drawn: one, two and five of each power of ten, to a million. */
const AT = TRIES.flatMap((n) => (n === TRIES.at(-1) ? [n] : [n, 2 * n, 5 * n]));

/**
 * The curve of (n, p)-discoverable extraction (Hayes et al. 2025, arXiv:2410.19482): the share of the texts that appear in n
 * tries with probability `p` or more, by n, with 95 % intervals
 * over the texts. The sizes of the groups were fixed beforehand.
 */
export function curve(groups: readonly (readonly number[])[], p: number): Point[] {
  const n = groups.reduce((sum, { length }) => sum + length, 0);
  return AT.map((tries) => {
    const counted = groups.map((group) => ({ n: group.length, successes: countWithin(group, tries, p) }));
    const successes = counted.reduce((sum, group) => sum + group.successes, 0);
    return {
      x: tries,
      y: successes / n,
      ...stratified(counted)
    };
  });
}

/** The column of the strip that a text belongs to: the first number of tries that is enough, else one past them all. */
export function columnOf(logprob: number, p: number): number {
  const needed = samplesNeeded(logprob, p);
  const at = TRIES.findIndex((tries) => needed <= tries);
  return at < 0 ? TRIES.length : at;
}
