/**
 * Exposure of a canary in bits: log2 |R| - log2 rank, where R is the set of all canaries that the template could
 * have made and rank the canary's place in it by model probability (1 = most likely). Rank 1 among a million is
 * 19.9 bits, the median 1 bit, the last 0. Carlini et al. 2019, "The Secret Sharer" (arXiv:1802.08232).
 *
 * @throws RangeError unless 1 <= rank <= size.
 */
export function exposure(rank: number, size: number): number {
  if (!(rank >= 1 && rank <= size)) throw new RangeError(`Rank ${rank} is not among ${size} candidates.`);
  return Math.log2(size) - Math.log2(rank);
}

/**
 * Exposure from log-probabilities: the canary's, and those of candidates that were never planted. Where they are
 * a sample of R and not all of it, this is a lower estimate that cannot pass log2 of the sample's size (plus one);
 * the paper extrapolates from there. A candidate that ties with the canary is counted as more likely.
 */
export function exposureAmong(logprob: number, candidates: ArrayLike<number>): number {
  let rank = 1;
  for (let i = 0; i < candidates.length; i++) if (candidates[i]! >= logprob) rank++;
  return exposure(rank, candidates.length + 1);
}
