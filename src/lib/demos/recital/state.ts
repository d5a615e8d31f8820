import * as v from 'valibot';
import { linkOf, number, type Table } from '#lib/demos/link.ts';

/** What the models are given: the first words of the passage, or nothing. */
export const PREFIXES = ['opening', 'nothing'] as const;

/** All that a link holds. */
export interface State {
  copies: number;
  /** The model that read every copy; its twin stands beside it. */
  model: string;
  prefix: (typeof PREFIXES)[number];
}

export interface Known {
  /** Numbers of copies for which there are passages, ascending. */
  copies: readonly number[];
  /** The ids of the models that read every copy, from small to large. */
  models: readonly string[];
}

export const link = linkOf(({ copies, models }: Known): Table<State> => ({
  usual: { copies: copies.at(-1)!, model: models.at(-1)!, prefix: 'opening' },
  keys: [
    {
      key: 'copies',
      schema: v.pipe(number, v.picklist(copies)),
      complaint: (said) => `There are no passages of ${said} copies; others are shown.`
    },
    {
      key: 'model',
      schema: v.picklist(models),
      complaint: (said) => `There is no model ${said}; another is shown.`
    },
    { key: 'prefix', schema: v.picklist(PREFIXES) }
  ]
}));

export const { parse: parseState, format: formatState } = link;
