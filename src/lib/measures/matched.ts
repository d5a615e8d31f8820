/**
 * How many tokens two sequences share from the start: the "matched" tokens of a continuation and the truth.
 *
 * All 32 of 32 is the exact match of Carlini et al. 2022, "Quantifying Memorization Across Neural Language
 * Models" (arXiv:2202.07646), definition 3.1.
 */
export function matched(output: ArrayLike<number>, truth: ArrayLike<number>): number {
  const length = Math.min(output.length, truth.length);
  let n = 0;
  while (n < length && output[n] === truth[n]) n++;
  return n;
}
