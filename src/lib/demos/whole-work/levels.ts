// The probability of the next 50 tokens at each place of a chapter, as the strip needs it: a digit a place, the number of
// thresholds that it reaches.
import type { WorkPositions } from '#lib/release/works.ts';

/** The probabilities that the line can be drawn at. */
export const THRESHOLDS = [1e-6, 1e-5, 1e-4, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9] as const;

const LINES = THRESHOLDS.map(Math.log);
const FIRST = '0'.charCodeAt(0);

/** Thresholds that a log-probability reaches; `null`: the tokens cannot be drawn. */
export const levelOf = (logprob: number | null): number => {
  if (logprob === null) return 0;
  const above = LINES.findIndex((line) => logprob < line);
  return above < 0 ? LINES.length : above;
};

/** A character for each place, by sampling from the 40 likeliest tokens (Cooper et al. 2025). */
export const levelsOf = ({ logprob_top_k }: WorkPositions): string =>
  logprob_top_k.map((logprob) => String.fromCharCode(FIRST + levelOf(logprob))).join('');

/** Places that reach each threshold, in the order of `THRESHOLDS`. */
export function reaching(levels: string): number[] {
  const counts = THRESHOLDS.map(() => 0);
  for (let at = 0; at < levels.length; at++) {
    for (let level = levels.charCodeAt(at) - FIRST; level > 0; level--) counts[level - 1]!++;
  }
  return counts;
}

/** The places that reach a threshold, as the path of a drawing one high and a place wide each. */
export function filledPath(levels: string, threshold: number): string {
  const least = THRESHOLDS.indexOf(threshold as (typeof THRESHOLDS)[number]) + 1;
  let path = '';
  for (let at = 0; at < levels.length; at++) {
    const from = at;
    while (at < levels.length && levels.charCodeAt(at) - FIRST >= least) at++;
    if (at > from) path += `M${from} 0h${at - from}v1h-${at - from}z`;
  }
  return path;
}
