import * as v from 'valibot';
import { linkOf, whole, type Table } from '#lib/demos/link.ts';

/** All that a link holds. */
export interface State {
  passage: string;
  model: string;
  /** Of the tokens before the text, those that are given. */
  given: number;
}

export interface Known {
  /** The ids of the models and of the passages, the usual ones first. */
  models: readonly string[];
  passages: readonly string[];
  /** Tokens before the text. */
  before: number;
}

export const link = linkOf(({ models, passages, before }: Known): Table<State> => ({
  usual: { model: models[0]!, passage: passages[0]!, given: before },
  keys: [
    {
      key: 'model',
      schema: v.picklist(models),
      complaint: (said) => `There is no model ${said} here; another is shown.`
    },
    {
      key: 'passage',
      schema: v.picklist(passages),
      complaint: (said) => `The passage ${said} is not among these; another is shown.`
    },
    { key: 'given', schema: whole({ min: 1, max: before }) }
  ]
}));

export const { parse: parseState, format: formatState } = link;
