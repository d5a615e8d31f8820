import type { Decoding } from '#lib/release/record.ts';
import { exp, largest, LOWEST, type Softmax } from './softmax.ts';

/**
 * Chooses the next token. Greedy, or temperature zero: the likeliest, of equals the lowest id. Sampling: temperature, then
 * top-k, then top-p over what is left (nucleus sampling, Holtzman et al. 2020), the order that the transformers library
 * keeps too; one number of `random` a token.
 */
export function choose(softmax: Softmax, decoding: Decoding, random: () => number): number {
  const { method, temperature, topK, topP } = decoding;
  if (method === 'greedy' || temperature === 0) return softmax.top[0]!;
  const { weights, total } = temperature === 1 ? softmax : tempered(softmax, temperature);
  if (topK === 0 && topP === 1) return draw(weights, null, random() * total);
  const { ids, sum } = candidates(weights, total, decoding);
  return draw(weights, ids, random() * sum);
}

/** A temperature, above zero, and how many of the likeliest tokens can be drawn; 0 for all. */
export type Drawing = Pick<Decoding, 'temperature' | 'topK'>;

/**
 * For each way of drawing, the natural log of the probability with which `choose` draws a token: of
 * softmax(logits / temperature), cut to the `topK` likeliest (of equals the lower id) and made to add up to one again.
 * -Infinity for a token outside the cut.
 */
export function drawLogprobs({ logits, max }: Softmax, id: number, drawings: readonly Drawing[]): number[] {
  const most = Math.max(0, ...drawings.map(({ topK }) => topK));
  const likeliest = largest(logits, most);
  const place = likeliest.indexOf(id);
  const weight = (other: number, temperature: number) =>
    exp(Math.max((logits[other]! - max) / temperature, LOWEST));
  return drawings.map(({ temperature, topK }) => {
    if (topK > 0 && (place < 0 || place >= topK)) return -Infinity;
    let total = 0;
    if (topK > 0) for (const other of likeliest.slice(0, topK)) total += weight(other, temperature);
    else for (let other = 0; other < logits.length; other++) total += weight(other, temperature);
    return (logits[id]! - max) / temperature - Math.log(total);
  });
}

interface Weights {
  weights: Float32Array;
  total: number;
}

/** Weights of softmax(logits / temperature), the largest of them 1. */
function tempered({ logits, max }: Softmax, temperature: number): Weights {
  const weights = new Float32Array(logits.length);
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = exp(Math.max((logits[i]! - max) / temperature, LOWEST));
    weights[i] = weight;
    total += weight;
  }
  return { weights, total };
}

/** The tokens that top-k and top-p leave, likeliest first and never none, and the sum of their weights. */
export function candidates(
  weights: Float32Array,
  total: number,
  { topK, topP }: Pick<Decoding, 'topK' | 'topP'>
): { ids: number[]; sum: number } {
  const sorted = topK > 0 ? largest(weights, topK) : nucleusSuperset(weights, total, topP);
  const left = topK > 0 ? sorted.reduce((sum, id) => sum + weights[id]!, 0) : total;
  const ids: number[] = [];
  let sum = 0;
  for (const id of sorted) {
    ids.push(id);
    sum += weights[id]!;
    if (topP < 1 && sum >= topP * left) break;
  }
  return { ids, sum };
}

/**
 * Tokens that certainly contain the nucleus, sorted. Those left out weigh less than (1 - p) / V of the total each, so all of
 * them together less than 1 - p, and the likeliest tokens reach p without them: few need sorting.
 */
function nucleusSuperset(weights: Float32Array, total: number, topP: number): number[] {
  const least = ((1 - topP) / weights.length) * total;
  const ids: number[] = [];
  for (let id = 0; id < weights.length; id++) if (weights[id]! >= least) ids.push(id);
  return ids.sort((a, b) => weights[b]! - weights[a]! || a - b);
}

/** The token at which the running sum of the weights of `ids` (null: all tokens) passes `mark`. */
function draw(weights: Float32Array, ids: readonly number[] | null, mark: number): number {
  const length = ids?.length ?? weights.length;
  let id = 0;
  for (let i = 0; i < length; i++) {
    const here = ids ? ids[i]! : i;
    const weight = weights[here]!;
    if (weight === 0) continue;
    id = here; // if rounding runs past the end, the last one that can be drawn
    mark -= weight;
    if (mark < 0) break;
  }
  return id;
}
