import type { Interval } from './wilson.ts';

export interface Mean extends Interval {
  mean: number;
  n: number;
}

/**
 * The mean of a sample with its 95 % interval by Student's t: what to expect of the mean of many more values drawn in
 * the same way. The quantile of t is expanded in 1 / (n - 1) (Fisher and Cornish 1960, "The percentile points of
 * distributions having known cumulants"), to three digits from ten values on.
 *
 * @throws RangeError for fewer than two values, of which no spread is known.
 */
export function mean(values: readonly number[]): Mean {
  const n = values.length;
  if (n < 2) throw new RangeError(`The mean of ${n} value${n === 1 ? '' : 's'} has no interval.`);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = studentT(n - 1) * Math.sqrt(variance / n);
  return { mean, low: mean - half, high: mean + half, n };
}

/**
 * By how much the mean of one sample lies over that of another, independent one, with its 95 % interval (Welch 1947, "The
 * generalization of ‘Student’s’ problem when several different population variances are involved"). n: of the first.
 *
 * @throws RangeError for fewer than two values in either, of which no spread is known.
 */
export function meanOver(values: readonly number[], others: readonly number[]): Mean {
  const [a, b] = [values, others].map((sample) => {
    const { mean: m, n } = mean(sample);
    return { m, n, squared: sample.reduce((sum, value) => sum + (value - m) ** 2, 0) / (n - 1) / n };
  }) as [Sampled, Sampled];
  const squared = a.squared + b.squared;
  const freedom = squared ** 2 / (a.squared ** 2 / (a.n - 1) + b.squared ** 2 / (b.n - 1));
  const half = squared === 0 ? 0 : studentT(freedom) * Math.sqrt(squared);
  return { mean: a.m - b.m, low: a.m - b.m - half, high: a.m - b.m + half, n: a.n };
}

/** The mean of a sample, and the square of its standard error. */
interface Sampled {
  m: number;
  n: number;
  squared: number;
}

/** The 97.5 % quantile of Student's t. */
function studentT(freedom: number): number {
  const z = 1.959963984540054;
  const terms = [
    z,
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384
  ];
  return terms.reduce((sum, term, power) => sum + term / freedom ** power, 0);
}
