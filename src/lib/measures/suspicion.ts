/**
 * Six ways to rank the samples of a model by how suspiciously sure of them it is, so that what it has memorized comes
 * first. Carlini et al. 2021, "Extracting training data from large language models", section 5.2. In each a higher
 * score is more suspicious; what one score is worth beside another metric's means nothing. The pipeline's are the same
 * (`training/suspicion.py`).
 */

export const METRICS = ['perplexity', 'small', 'medium', 'zlib', 'lowercase', 'window'] as const;
export type Metric = (typeof METRICS)[number];

/** Tokens of the sliding window. */
export const WINDOW = 50;

/** What an attacker knows of a sample: log-perplexities in nats a token, and bytes. */
export interface Surprise {
  own: number;
  /** The same text scored by a smaller model, and by one between the two. */
  small: number;
  medium: number;
  /** The text in lowercase letters, scored by the same model. */
  lowercase: number;
  /** Of the least surprising `WINDOW` tokens in a row. */
  window: number;
  /** Bytes of the text after zlib. */
  zlib: number;
}

/** Mean negative log-probability of a token, in nats: the log of the perplexity. Infinity for no tokens. */
export function logPerplexity(logprobs: readonly number[]): number {
  return logprobs.length ? logprobs.reduce((sum, x) => sum - x, 0) / logprobs.length : Infinity;
}

/** The smallest log-perplexity of `width` tokens in a row; of all tokens where there are fewer. */
export function windowLogPerplexity(logprobs: readonly number[], width = WINDOW): number {
  let least = Infinity;
  for (let from = 0; from === 0 || from + width <= logprobs.length; from++) {
    least = Math.min(least, logPerplexity(logprobs.slice(from, from + width)));
  }
  return least;
}

/** Infinite where the model is certain; 1 where there is nothing to compare. */
const ratio = (over: number, own: number): number =>
  own === 0 ? Infinity : own === Infinity && over === Infinity ? 1 : over / own;

/** All six scores of a sample. */
export function suspicion({ own, small, medium, lowercase, window, zlib }: Surprise): Record<Metric, number> {
  return {
    perplexity: -own,
    small: ratio(small, own),
    medium: ratio(medium, own),
    zlib: ratio(zlib, own),
    // A ratio of perplexities, not of their logs.
    lowercase: own === Infinity ? 0 : Math.exp(Math.min(lowercase - own, 700)),
    window: -window
  };
}
