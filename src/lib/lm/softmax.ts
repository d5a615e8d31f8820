import type { Alternative, TokenTrace } from '#lib/lab/record.ts';

/** How many alternatives a trace lists. */
export const TOP = 10;

/** The next-token distribution behind one row of logits. */
export interface Softmax {
  logits: Float32Array;
  /** exp(logit - max) of each token, not yet divided by `total`. */
  weights: Float64Array;
  total: number;
  max: number;
}

/** One pass over the whole vocabulary, in double precision. */
export function softmax(logits: Float32Array): Softmax {
  const { length } = logits;
  let max = -Infinity;
  for (let i = 0; i < length; i++) if (logits[i]! > max) max = logits[i]!;
  const weights = new Float64Array(length);
  let total = 0;
  for (let i = 0; i < length; i++) total += weights[i] = Math.exp(logits[i]! - max);
  return { logits, weights, total, max };
}

/** Natural log of the probability of a token. */
export function logprob({ logits, total, max }: Softmax, id: number): number {
  return logits[id]! - max - Math.log(total);
}

/** Shannon entropy in nats: log Z - E[logit - max]. */
export function entropy({ logits, weights, total, max }: Softmax): number {
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    const weight = weights[i]!;
    if (weight > 0) sum += weight * (logits[i]! - max);
  }
  return Math.max(0, Math.log(total) - sum / total);
}

/** Place of a token among all, 1 = most likely; of equals the lower id stands first, as in argmax. */
export function rank({ logits }: Softmax, id: number): number {
  const own = logits[id]!;
  let before = 0;
  for (let i = 0; i < id; i++) if (logits[i]! >= own) before++;
  for (let i = id + 1; i < logits.length; i++) if (logits[i]! > own) before++;
  return before + 1;
}

/** Ids of the `count` largest values, largest first, the lower id first among equals. No full sort: a short sorted list. */
export function largest(values: Float32Array | Float64Array, count: number): number[] {
  const ids: number[] = [];
  let least = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (ids.length === count && value <= least) continue;
    let low = 0;
    let high = ids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[ids[middle]!]! >= value) low = middle + 1;
      else high = middle;
    }
    ids.splice(low, 0, i);
    if (ids.length > count) ids.pop();
    if (ids.length === count) least = values[ids[count - 1]!]!;
  }
  return ids;
}

/**
 * What the model made of one token: everything from the whole softmax, before temperature.
 * @param piece the text of a token by itself
 */
export function trace(distribution: Softmax, id: number, piece: (id: number) => string): TokenTrace {
  const top = largest(distribution.logits, TOP).map((other): Alternative => ({
    id: other,
    text: piece(other),
    logprob: logprob(distribution, other)
  }));
  return {
    id,
    text: piece(id),
    logprob: logprob(distribution, id),
    rank: rank(distribution, id),
    entropy: entropy(distribution),
    top
  };
}
