import * as v from 'valibot';
import { linkOf, number, whole, within, yesOrNo, type Key, type Table } from '../link.ts';
import { ASKED, CONTEXTS, PRESETS, type Definition } from './definition.ts';

/** The definition that the reader has set, and what it is applied to: all that a link holds. */
export interface BenchState {
  model: string;
  definition: Definition;
  /** Whether whoever gives the opening is after this passage. */
  wanted: boolean;
}

export const NEAR = { min: 0, max: 0.9, step: 0.05 } as const;
export const TOKENS = { min: 1, max: ASKED } as const;
export const SHARES = [0.01, 0.05, 0.1, 0.25, 0.5] as const;
export const SAMPLES = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] as const;
export const PROBABILITIES = [0.001, 0.01, 0.1, 0.5, 0.9, 0.999] as const;

export const DEFAULTS = { definition: PRESETS[0]!.definition, wanted: true } as const;

/** A portion in one of its units: if it is in the other one, the key has no value. */
const portion = (
  unit: Definition['portion']['unit'],
  schema: v.GenericSchema<string, number>
): Key<BenchState> => ({
  key: unit,
  schema,
  when: ({ definition }) => definition.portion.unit === unit,
  get: ({ definition: { portion } }) => (portion.unit === unit ? portion.value : null),
  set: ({ definition }, value) => {
    if (typeof value === 'number') definition.portion = { unit, value };
  }
});

/** @param models ids of the models that are there, the usual one first */
export const link = linkOf((models: readonly string[]): Table<BenchState> => ({
  usual: { model: models[0]!, ...DEFAULTS },
  keys: [
    {
      key: 'model',
      schema: v.picklist(models),
      always: true,
      complaint: (said) => `There is no model ${said} here; another takes its place.`
    },
    { key: 'means', at: 'definition.means', schema: v.picklist(['greedy', 'sample']) },
    { key: 'given', at: 'definition.given', schema: v.pipe(number, v.picklist(CONTEXTS)) },
    { key: 'near', at: 'definition.near', schema: within(NEAR) },
    // Of a share and tokens in one link the tokens are taken: they are read after it.
    portion('share', v.pipe(number, v.picklist(SHARES))),
    portion('tokens', whole(TOKENS)),
    { key: 'n', at: 'definition.n', schema: v.pipe(number, v.picklist(SAMPLES)) },
    { key: 'p', at: 'definition.p', schema: v.pipe(number, v.picklist(PROBABILITIES)) },
    { key: 'wanted', schema: yesOrNo, write: (wanted) => (wanted ? 'yes' : 'no') }
  ]
}));

export const { parse: parseState, format: formatState, same: sameState } = link;
