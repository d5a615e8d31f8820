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

/** By token, the most that a stretch through it gives there. */
function mostThrough(
  length: number,
  stretches: readonly Stretch[],
  gives: (stretch: Stretch, at: number) => number
): number[] {
  const most = new Array<number>(length).fill(0);
  for (const stretch of stretches) {
    for (let at = stretch.start; at < Math.min(stretch.end, length); at++)
      most[at] = Math.max(most[at]!, gives(stretch, at));
  }
  return most;
}

/**
 * By token, how many tokens from there on appear in the training data in one run: all that an n-gram test can ask.
 *
 * @param length tokens of the text
 * @param spans all maximal stretches of it that appear there; those left out for being short count as none
 */
export const matchLengths = (length: number, spans: readonly Stretch[]): number[] =>
  mostThrough(length, spans, ({ end }, at) => end - at);

/** By token, the longest run through it that appears in the training data. */
export const runsThrough = (length: number, spans: readonly Stretch[]): number[] =>
  mostThrough(length, spans, ({ start, end }) => end - start);

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
