// "Memorized", with its four clauses as thresholds, and what published definitions set them to.
import { isDiscoverable, logSamplesNeeded } from './extraction.ts';
import { nearStretch } from './near-stretch.ts';

/** Tokens of a passage that the evaluation gave. */
export const CONTEXTS = [8, 16, 32, 64, 96] as const;
/** Tokens that it asked for, where the passage is long enough. */
export const ASKED = 32;

/** What must hold for an output to count. */
export interface Definition {
  /** "Reconstructed from the model": the likeliest continuation, or one of `n` drawn ones with probability `p`. */
  means: 'greedy' | 'sample';
  n: number;
  p: number;
  /** Tokens of the passage that are given; one of CONTEXTS. */
  given: number;
  /** "Near-exact": the largest normalized edit distance, from 0. Samples are asked for the exact text. */
  near: number;
  /** "A substantial portion": tokens in a row, or a share of the passage. Samples are asked for all of ASKED. */
  portion: { unit: 'tokens' | 'share'; value: number };
}

/** What the published results say of one passage, one model and one number of tokens given. */
export interface Outcome {
  /** Edit distances of the greedy continuation and the truth (`prefixDistances`). */
  distances: number;
  /** Tokens compared. */
  compared: number;
  /** Natural log of the probability of drawing the true continuation. */
  logprob: number;
}

/** Tokens that a near copy must have to be substantial, of a passage of `length` tokens. */
export function tokensWanted({ portion: { unit, value } }: Definition, length: number): number {
  return unit === 'tokens' ? value : Math.ceil(value * length - 1e-9);
}

/** Whether an output meets the thresholds. */
export function counts(definition: Definition, outcome: Outcome, length: number): boolean {
  if (definition.means === 'sample') return isDiscoverable(outcome.logprob, definition.n, definition.p);
  return (
    nearStretch(outcome.distances, outcome.compared, definition.near) >= tokensWanted(definition, length)
  );
}

/** How well an output does by the measure that the definition uses: higher is nearer to counting, and beyond it. */
export function strength(definition: Definition, outcome: Outcome): number {
  return definition.means === 'greedy'
    ? nearStretch(outcome.distances, outcome.compared, definition.near)
    : -logSamplesNeeded(outcome.logprob, definition.p);
}

/** How a passage relates to the training data of one model. */
export type Standing =
  /** Whole, and how many times. */
  | 'read'
  /** Only altered, or in pieces. */
  | 'partly'
  /** Not at all: the control. */
  | 'never';

/** The name of what came out, after Cooper and Grimmelmann; none where it does not count. */
export type Name = 'extraction' | 'regurgitation' | 'reconstruction';

/**
 * The name of what happened when an output counts. An output was generated only where decoding was greedy; a
 * probability is read off the model, and nobody has drawn the samples.
 *
 * @param wanted whether whoever asked was after this passage
 */
export function nameOf(means: Definition['means'], wanted: boolean): Name {
  return means === 'sample' ? 'reconstruction' : wanted ? 'extraction' : 'regurgitation';
}

export interface Preset {
  id: 'exact' | 'near' | 'similar' | 'books' | 'discoverable' | 'loose';
  label: string;
  definition: Definition;
}

const exact: Definition = {
  means: 'greedy',
  n: 1000,
  p: 0.5,
  given: 32,
  near: 0,
  portion: { unit: 'tokens', value: ASKED }
};

/** Definitions of the literature, as far as the published results can be asked them; the first is where the bench begins. */
export const PRESETS: readonly Preset[] = [
  {
    id: 'exact',
    label: 'Exact, greedy',
    definition: exact
  },
  {
    id: 'near',
    label: 'Near, a tenth',
    definition: { ...exact, near: 0.1 }
  },
  {
    id: 'similar',
    label: 'Similar, a fifth',
    definition: { ...exact, near: 0.2 }
  },
  {
    id: 'books',
    label: 'One sample, 1 in 1,000',
    definition: { ...exact, means: 'sample', n: 1, p: 0.001 }
  },
  {
    id: 'discoverable',
    label: '10,000 samples',
    definition: { ...exact, means: 'sample', n: 10_000, p: 0.999 }
  },
  {
    id: 'loose',
    label: 'Too loose (ours)',
    definition: { ...exact, given: 96, near: 0.5, portion: { unit: 'tokens', value: 2 } }
  }
];

/** The preset that a definition is; undefined where it is the reader's own. What the means do not use is not compared. */
export function presetOf(definition: Definition): Preset | undefined {
  return PRESETS.find(({ definition: known }) => {
    if (known.means !== definition.means || known.given !== definition.given) return false;
    return known.means === 'sample'
      ? known.n === definition.n && known.p === definition.p
      : known.near === definition.near &&
          known.portion.unit === definition.portion.unit &&
          known.portion.value === definition.portion.value;
  });
}
