import * as v from 'valibot';
import { linkOf, type Table } from '../link.ts';

/** What a link holds: which passage, and which model is looked at closely. */
export interface ClozeState {
  passage: string;
  model: string;
}

export interface Known {
  passages: readonly string[];
  models: readonly string[];
}

export const link = linkOf(({ passages, models }: Known, usual: ClozeState): Table<ClozeState> => ({
  usual,
  keys: [
    {
      key: 'passage',
      schema: v.picklist(passages),
      always: true,
      complaint: (said) => `There is no passage ${said} with a name to guess here; another takes its place.`
    },
    {
      key: 'model',
      schema: v.picklist(models),
      always: true,
      complaint: (said) => `There is no model ${said} here; another takes its place.`
    }
  ]
}));

export const { parse: parseState, format: formatState } = link;
