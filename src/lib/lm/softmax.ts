import type { Alternative, TokenTrace } from '#lib/release/record.ts';

/** How many alternatives a trace lists. */
export const TOP = 10;

/** The next-token distribution behind one row of logits. */
export interface Softmax {
  logits: Float32Array;
  /** exp(logit - max) of each token, not yet divided by `total`. */
  weights: Float32Array;
  total: number;
  max: number;
  /** Shannon entropy in nats. */
  entropy: number;
  /** The `TOP` likeliest tokens, likeliest first. */
  top: number[];
}

/** Two passes over the whole vocabulary: one for the likeliest, one for all sums. It runs at every token, so it has to be lean. */
export function softmax(logits: Float32Array): Softmax {
  const top = largest(logits, TOP);
  const max = logits[top[0]!]!;
  const weights = new Float32Array(logits.length);
  let total = 0;
  let moment = 0;
  for (let i = 0; i < logits.length; i++) {
    const x = Math.max(logits[i]! - max, LOWEST);
    const weight = exp(x);
    weights[i] = weight;
    total += weight;
    moment += weight * x;
  }
  return { logits, weights, total, max, entropy: Math.max(0, Math.log(total) - moment / total), top };
}

/** Natural log of the probability of a token. */
export function logprob({ logits, total, max }: Softmax, id: number): number {
  return logits[id]! - max - Math.log(total);
}

/** Place of a token among all, 1 = most likely; of equals the lower id comes first, as in argmax. */
export function rank({ logits, top }: Softmax, id: number): number {
  const place = top.indexOf(id);
  if (place >= 0) return place + 1;
  const own = logits[id]!;
  let before = 0;
  for (let i = 0; i < id; i++) if (logits[i]! >= own) before++;
  for (let i = id + 1; i < logits.length; i++) if (logits[i]! > own) before++;
  return before + 1;
}

/** Ids of the `count` largest values, largest first, the lower id first among equals. No full sort: a short sorted list. */
export function largest(values: Float32Array, count: number): number[] {
  const length = Math.min(count, values.length);
  const ids = new Array<number>(length).fill(-1);
  let least = -Infinity;
  for (let id = 0; id < values.length; id++) {
    const value = values[id]!;
    if (value <= least && id >= length) continue;
    let place = Math.min(id, length - 1); // past the end of the list, where the smallest drops out
    for (; place > 0 && values[ids[place - 1]!]! < value; place--) ids[place] = ids[place - 1]!;
    ids[place] = id;
    if (id >= length - 1) least = values[ids[length - 1]!]!;
  }
  return ids;
}

/** The smallest argument of `exp`: effectively minus infinity. */
export const LOWEST = -700;

/**
 * exp(x) for LOWEST <= x <= 0 to a relative error of 1e-12, in a quarter of the time of Math.exp:
 * x = -(k + j / 256) ln 2 + f with whole k and j and a tiny f, so two tables and three terms of the series do.
 */
export function exp(x: number): number {
  const y = x * (-256 * Math.LOG2E);
  const n = (y + 0.5) | 0;
  const f = (n - y) * (Math.LN2 / 256);
  return (1 + f * (1 + f * (1 / 2 + f / 6))) * FRACTIONS[n & 255]! * POWERS[n >> 8]!;
}

const FRACTIONS = Float64Array.from({ length: 256 }, (_, j) => 2 ** (-j / 256));
const POWERS = Float64Array.from({ length: 1011 }, (_, k) => 2 ** -k);

/**
 * The trace of one token: everything from the whole softmax, before temperature.
 * @param piece the text of a token by itself
 */
export function trace(distribution: Softmax, id: number, piece: (id: number) => string): TokenTrace {
  return {
    id,
    text: piece(id),
    logprob: logprob(distribution, id),
    rank: rank(distribution, id),
    entropy: distribution.entropy,
    top: distribution.top.map((other): Alternative => ({
      id: other,
      text: piece(other),
      logprob: logprob(distribution, other)
    }))
  };
}
