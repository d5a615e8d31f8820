import * as v from 'valibot';
import { linkOf, number, text, whole, yesOrNo, type Table } from '#lib/demos/link.ts';
import { READY } from './sentences.ts';

/** Characters that the field takes. */
export const FIELD_LIMIT = 600;

/** Readings that a reader may guess. */
export const GUESS = { min: 1, max: 999 } as const;

/** All that a link holds. */
export interface State {
  sentence: string;
  /** The id of the model that learns, or both. */
  reader: string;
  /** The learning rate. */
  rate: number;
  /** How many readings the reader thinks it takes; null before the guess. */
  guess: number | null;
  /** Whether a filter stands before the answer. */
  filter: boolean;
  /** Whether what was recorded goes on: unlearned, and read again. */
  unlearned: boolean;
}

export interface Known {
  /** The ids of the models that learn, from small to large. */
  models: readonly string[];
  rates: readonly number[];
}

export const BOTH = 'both';

export const link = linkOf(({ models, rates }: Known): Table<State> => ({
  usual: {
    sentence: READY[0].text,
    reader: models[0]!,
    rate: rates[0]!,
    guess: null,
    filter: false,
    unlearned: false
  },
  keys: [
    {
      key: 'sentence',
      schema: text(FIELD_LIMIT),
      complaint: () => 'The sentence in the link is too long; another takes its place.'
    },
    {
      key: 'reader',
      schema: v.picklist([...models, BOTH]),
      complaint: (said) => `There is no model ${said} here; another takes its place.`
    },
    {
      key: 'rate',
      schema: v.pipe(number, v.picklist(rates)),
      complaint: (said) => `The learning rate cannot be ${said}; the usual one is taken.`
    },
    { key: 'guess', schema: v.nullable(whole(GUESS)) as v.GenericSchema<string, number> },
    { key: 'filter', schema: yesOrNo, write: (on) => (on ? 'yes' : 'no') },
    { key: 'unlearned', schema: yesOrNo, write: (on) => (on ? 'yes' : 'no') }
  ]
}));

export const { parse: parseState, format: formatState } = link;
