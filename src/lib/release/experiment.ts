import { ASKED } from './given.ts';
import type { Manifest } from './manifest.ts';
import { largestPair, withAllCopies } from './models.ts';
import type { Summary } from './summary.ts';

/** Of the paragraphs planted `copies` times, how many one model recited. */
export interface Rung {
  copies: number;
  passages: number;
  recited: number;
  /** Bounds of the 95 % interval of the share recited (Wilson). */
  low: number;
  high: number;
}

/** What the text says of our experiment in numbers: all from the published files, none by hand. */
export interface ExperimentNumbers {
  /** Paragraphs on the ladder of exact copies. */
  planted: number;
  mostCopies: number;
  vocabulary: number;
  /** Tokens of text that each model read in training. */
  tokensRead: number;
  /** Tokens given, and tokens to be gone on with, in what `ladder` counts. */
  given: number;
  asked: number;
  largest: { label: string; parameters: number };
  smallest: { label: string; parameters: number };
  /** The largest model, from no copy to the most. */
  ladder: Rung[];
  /** The first rung of `ladder` that holds a recited paragraph. */
  first: Rung;
  /** Paragraphs that the smallest model recited, at all numbers of copies taken together. */
  smallestRecited: number;
  /** At the most copies: a model with all of them, and its deduplicated twin. */
  twin: { label: string; withCopies: Rung; without: Rung };
}

/**
 * The numbers for prompts of `given` tokens. Throws when the published
 * files do not hold what the text needs: then the text must change with them.
 */
export function experimentNumbers(manifest: Manifest, summary: Summary, given: number): ExperimentNumbers {
  const need = <T>(value: T | undefined, what: string): T => {
    if (value === undefined)
      throw new Error(`The published release holds no ${what}, of which the text speaks.`);
    return value;
  };
  const raw = withAllCopies(manifest.models);
  const largest = need(raw.at(-1), 'model with all copies');
  const smallest = need(raw[0], 'model with all copies');
  const ladderOf = (model: string): Rung[] =>
    summary.rows
      .filter((row) => row.model === model && row.condition === 'exact' && row.context === given)
      .map(({ copies, n, recited, low, high }) => ({ copies, passages: n, recited, low, high }))
      .toSorted((a, b) => a.copies - b.copies);
  const ladder = ladderOf(largest.id);
  const planted = manifest.conditions.filter(({ condition }) => condition === 'exact');
  const pair = need(largestPair(manifest.models), 'deduplicated model with a sibling');
  return {
    planted: planted.reduce((sum, { passages }) => sum + passages, 0),
    mostCopies: Math.max(...planted.map(({ copies }) => copies)),
    vocabulary: manifest.tokenizer.vocab_size,
    tokensRead: largest.tokens_seen,
    given,
    asked: ASKED,
    largest: { label: largest.label, parameters: largest.parameters },
    smallest: { label: smallest.label, parameters: smallest.parameters },
    ladder,
    first: need(
      ladder.find(({ recited }) => recited > 0),
      'recited passage'
    ),
    smallestRecited: ladderOf(smallest.id).reduce((sum, { recited }) => sum + recited, 0),
    twin: {
      label: pair.twin.label,
      withCopies: need(ladderOf(pair.raw.id).at(-1), 'result of that sibling'),
      without: need(ladderOf(pair.twin.id).at(-1), 'result of the deduplicated model')
    }
  };
}
