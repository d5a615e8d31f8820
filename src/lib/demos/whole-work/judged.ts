// A run, or a model's probabilities over a chapter, by a definition of the definition bench.
import { tokensWanted, type Definition } from '#lib/measures/definition.ts';
import { isDiscoverable } from '#lib/measures/extraction.ts';
import { nearStretchOf } from '#lib/measures/near-stretch.ts';

export type Judged =
  /** Tokens from the first on in which the run is a near copy, how many are wanted, how many were asked for. */
  | { means: 'greedy'; tokens: number; wanted: number; asked: number }
  /** Places of the chapter whose next 50 tokens would appear among the samples, and how many there are. */
  | { means: 'sample'; counted: number; places: number };

/**
 * What of a chapter counts.
 *
 * @param truth tokens that were asked for
 * @param written tokens that came
 * @param logprobs natural log of the probability of the next 50 tokens at each place; `null` where they cannot be drawn
 */
export function judge(
  definition: Definition,
  truth: readonly number[],
  written: readonly number[],
  logprobs: readonly (number | null)[]
): Judged {
  if (definition.means === 'greedy')
    return {
      means: 'greedy',
      tokens: nearStretchOf(written, truth, definition.near),
      wanted: tokensWanted(definition, truth.length),
      asked: truth.length
    };
  const { n, p } = definition;
  const counted = logprobs.filter((logprob) => logprob !== null && isDiscoverable(logprob, n, p)).length;
  return { means: 'sample', counted, places: logprobs.length };
}
