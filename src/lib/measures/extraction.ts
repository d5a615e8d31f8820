/**
 * (n, p)-discoverable extraction: a suffix counts as extracted when it would appear at least once in n samples
 * with probability p or more,
 *
 *     1 - (1 - p_z)^n >= p,   that is   n >= log(1 - p) / log(1 - p_z),
 *
 * where p_z is the probability that one sample is the suffix. Greedy extraction asks only for n = 1 under a
 * decoder that never varies. Hayes et al. 2025, "Measuring memorization in language models via probabilistic
 * extraction" (arXiv:2410.19482).
 *
 * Everything takes log p_z (natural log, the sum of the suffix's token log-probabilities), because p_z itself
 * underflows: 32 tokens of 1e-12 each are 1e-384.
 */

/** log(-log(1 - p)) from log p: how fast the chance of never seeing the suffix falls, in logs. */
function logRate(logprob: number): number {
  // Below 1e-16 of probability -log(1 - p) is p to the last bit.
  return logprob < -37 ? logprob : Math.log(-Math.log1p(-Math.exp(logprob)));
}

function checkLogprob(logprob: number): void {
  if (!(logprob <= 0)) throw new RangeError(`A log-probability is at most 0, not ${logprob}.`);
}

function checkProbability(p: number): void {
  if (!(p > 0 && p < 1)) throw new RangeError(`p must lie between 0 and 1, both excluded, not ${p}.`);
}

/**
 * The natural log of the (real-valued) number of samples needed, for suffixes so unlikely that the number itself is
 * past 1e308. Infinity for a suffix of probability 0, -Infinity for one of probability 1.
 *
 * @throws RangeError where `logprob` is above 0 or `p` is not strictly between 0 and 1.
 */
export function logSamplesNeeded(logprob: number, p: number): number {
  checkLogprob(logprob);
  checkProbability(p);
  return Math.log(-Math.log1p(-p)) - logRate(logprob);
}

/**
 * The least whole number of samples among which the suffix appears with probability `p` or more, at least 1.
 * Infinity where the number is past what a double holds.
 *
 * @throws RangeError as `logSamplesNeeded`.
 */
export function samplesNeeded(logprob: number, p: number): number {
  const n = Math.exp(logSamplesNeeded(logprob, p));
  // Rounding must not turn an exact 2 into a 3.
  return Math.max(1, Math.ceil(n * (1 - 1e-12)));
}

/**
 * The probability that the suffix appears at least once in `n` samples.
 *
 * @throws RangeError where `logprob` is above 0 or `n` is negative.
 */
export function probabilityWithin(logprob: number, n: number): number {
  checkLogprob(logprob);
  if (!(n >= 0)) throw new RangeError(`The number of samples is at least 0, not ${n}.`);
  return n === 0 ? 0 : -Math.expm1(-Math.exp(Math.log(n) + logRate(logprob)));
}

/** Whether a suffix of this log-probability is (n, p)-discoverable. */
export function isDiscoverable(logprob: number, n: number, p: number): boolean {
  return n >= samplesNeeded(logprob, p);
}
