import * as v from 'valibot';
import { linkOf, type Table } from '#lib/demos/link.ts';
import { WAYS, type Way } from './ways.ts';

/** All that a link holds. */
export interface State {
  /** The id of the passage that is asked for. */
  passage: string;
  /** In which way. */
  way: Way;
}

/** @param passages the ids of the passages that are shown, the usual one first */
export const link = linkOf((passages: readonly string[]): Table<State> => ({
  usual: { passage: passages[0]!, way: 'asked' },
  keys: [
    {
      key: 'passage',
      schema: v.picklist(passages),
      complaint: (said) => `There is no passage ${said} here; another is shown.`
    },
    {
      key: 'way',
      schema: v.picklist(WAYS),
      complaint: (said) => `There is no way of asking ${said}; the plain request is shown.`
    }
  ]
}));

export const { parse: parseState, format: formatState } = link;
