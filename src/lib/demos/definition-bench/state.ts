import * as v from 'valibot';
import { PRESETS, type Definition } from '#lib/measures/definition.ts';
import { clauses } from '../definition-link.ts';
import { linkOf, yesOrNo, type Table } from '../link.ts';

/** The definition that the reader has set, and what it is applied to: all that a link holds. */
export interface BenchState {
  model: string;
  definition: Definition;
  /** Whether whoever gives the opening is after this passage. */
  wanted: boolean;
}

export const DEFAULTS = { definition: PRESETS[0]!.definition, wanted: true } as const;

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
    ...clauses<BenchState>({ given: true }),
    { key: 'wanted', schema: yesOrNo, write: (wanted) => (wanted ? 'yes' : 'no') }
  ]
}));

export const { parse: parseState, format: formatState, same: sameState } = link;
