import type { Decoding } from '#lib/lab/record.ts';
import { largest, type Softmax } from './softmax.ts';

/**
 * Chooses the next token. Greedy, or temperature zero: the likeliest, of equals the lowest id. Sampling: temperature, then
 * top-k, then top-p over what is left (nucleus sampling, Holtzman et al. 2020), the order that the transformers library
 * keeps too; one number of `random` a token.
 */
export function choose(softmax: Softmax, decoding: Decoding, random: () => number): number {
  if (decoding.method === 'greedy' || decoding.temperature === 0) return largest(softmax.logits, 1)[0]!;
  const weights = tempered(softmax, decoding.temperature);
  const cut = decoding.topK > 0 || decoding.topP < 1;
  return cut ? draw(weights, candidates(weights, decoding), random()) : draw(weights, null, random());
}

/** Weights of softmax(logits / temperature), the largest of them 1. */
function tempered({ logits, weights, max }: Softmax, temperature: number): Float64Array {
  if (temperature === 1) return weights;
  const result = new Float64Array(logits.length);
  for (let i = 0; i < result.length; i++) result[i] = Math.exp((logits[i]! - max) / temperature);
  return result;
}

/** The tokens that top-k and top-p leave, likeliest first; never none. */
export function candidates(weights: Float64Array, { topK, topP }: Pick<Decoding, 'topK' | 'topP'>): number[] {
  const ids = topK > 0 ? largest(weights, topK) : nucleusSuperset(weights, topP);
  const enough = topP * sum(weights, topK > 0 ? ids : null);
  let reached = 0;
  const end = topP < 1 ? ids.findIndex((id) => (reached += weights[id]!) >= enough) : -1;
  return end < 0 ? ids : ids.slice(0, end + 1);
}

/**
 * Tokens that surely hold the nucleus, sorted. Those left out weigh less than (1 - p) / V of the total each, so all of
 * them together less than 1 - p, and the likeliest tokens reach p without them: few need sorting.
 */
function nucleusSuperset(weights: Float64Array, topP: number): number[] {
  const least = ((1 - topP) / weights.length) * sum(weights, null);
  const ids: number[] = [];
  for (let id = 0; id < weights.length; id++) if (weights[id]! >= least) ids.push(id);
  return ids.sort((a, b) => weights[b]! - weights[a]! || a - b);
}

/** The token at share `u` of the summed weights of `ids` (null: all tokens). */
function draw(weights: Float64Array, ids: readonly number[] | null, u: number): number {
  let left = u * sum(weights, ids);
  const length = ids?.length ?? weights.length;
  let id = 0;
  for (let i = 0; i < length; i++) {
    const here = ids ? ids[i]! : i;
    if (weights[here]! === 0) continue;
    id = here; // if rounding runs past the end, the last one that can be drawn
    left -= weights[id]!;
    if (left < 0) break;
  }
  return id;
}

function sum(weights: Float64Array, ids: readonly number[] | null): number {
  let total = 0;
  if (ids) for (const id of ids) total += weights[id]!;
  else for (let i = 0; i < weights.length; i++) total += weights[i]!;
  return total;
}
