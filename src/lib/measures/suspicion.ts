/**
 * Six ways to rank the samples of a model by how suspiciously sure of them it is, so that what it has memorized comes
 * first. Carlini et al. 2021, "Extracting training data from large language models", section 5.2. In each a higher
 * score is more suspicious; what one score is worth beside another metric's means nothing.
 */

export const METRICS = ['perplexity', 'small', 'medium', 'zlib', 'lowercase', 'window'] as const;
export type Metric = (typeof METRICS)[number];

/** Tokens of the sliding window. */
export const WINDOW = 50;

/** What an attacker knows of a sample. Log-probabilities are natural and per token. */
export interface Sample {
  logprobs: readonly number[];
  /** The same text scored by a smaller model, and by one between the two. */
  small: readonly number[];
  medium: readonly number[];
  /** The text in lowercase letters, scored by the same model. */
  lowercase: readonly number[];
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

/** All six scores of a sample. A sample that the model finds certain scores Infinity where the score is a ratio. */
export function suspicion(sample: Sample): Record<Metric, number> {
  const own = logPerplexity(sample.logprobs);
  return {
    perplexity: -own,
    small: logPerplexity(sample.small) / own,
    medium: logPerplexity(sample.medium) / own,
    zlib: sample.zlib / own,
    // A ratio of perplexities, not of their logs.
    lowercase: Math.exp(logPerplexity(sample.lowercase) - own),
    window: -windowLogPerplexity(sample.logprobs)
  };
}
