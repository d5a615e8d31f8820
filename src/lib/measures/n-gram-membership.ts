/** A stretch of a text that appears in the training data; `end` is exclusive. */
interface Stretch {
  start: number;
  end: number;
}

/**
 * When a text counts as part of the training data: where some run of n of its tokens appears there (the n-gram member of Liu
 * et al. 2025, "Language models may verbatim complete text they were not explicitly trained on", arXiv:2503.17514), or only
 * where every one does.
 */
export const RULES = ['some', 'every'] as const;
export type Rule = (typeof RULES)[number];

/**
 * By token, how many tokens from there on appear in the training data in one run: all that an n-gram test can ask.
 *
 * @param length tokens of the text
 * @param spans all maximal stretches of it that appear there; those left out for being short count as none
 */
export function matchLengths(length: number, spans: readonly Stretch[]): number[] {
  const lengths = new Array<number>(length).fill(0);
  for (const { start, end } of spans) {
    for (let i = start; i < Math.min(end, length); i++) lengths[i] = Math.max(lengths[i]!, end - i);
  }
  return lengths;
}

/** By token, the longest run through it that appears in the training data. */
export function runsThrough(length: number, spans: readonly Stretch[]): number[] {
  const runs = new Array<number>(length).fill(0);
  for (const { start, end } of spans) {
    for (let i = start; i < Math.min(end, length); i++) runs[i] = Math.max(runs[i]!, end - start);
  }
  return runs;
}

/**
 * Whether a text passes for part of the training data by its runs of `n` tokens. One shorter than `n` is looked for whole; an
 * empty one is no part of anything.
 */
export function isMember(lengths: readonly number[], n: number, rule: Rule): boolean {
  const asked = Math.min(n, lengths.length);
  const starts = lengths.slice(0, lengths.length - asked + 1);
  if (asked === 0) return false;
  return rule === 'some'
    ? starts.some((length) => length >= asked)
    : starts.every((length) => length >= asked);
}

/** The largest n for which a text is a member: it is for all smaller ones and for no larger one. 0 where there is none. */
export function largestN(lengths: readonly number[], rule: Rule): number {
  for (let n = lengths.length; n > 0; n--) if (isMember(lengths, n, rule)) return n;
  return 0;
}
