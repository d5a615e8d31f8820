import * as v from 'valibot';
import { linkOf, number, text, whole, type Table } from '#lib/demos/link.ts';
import type { Form } from './start.ts';
import { WAYS, type Way } from './ways.ts';

export const FORMS = ['exact', 'folded'] as const satisfies readonly Form[];

/** Characters of a reader's own text. */
export const OWN_TEXT = 2000;

/** All that a link holds. */
export interface State {
  /** The id of the passage that is asked for. */
  passage: string;
  /** In which way. */
  way: Way;
  /** What the filter stops: runs of `n` tokens, or folded words. */
  form: Form;
  n: number;
  /** From which likeness on, in per cent, the other filter stops a text. */
  threshold: number;
  /** What the reader tries that filter on. */
  own: string;
}

export interface Known {
  /** The ids of the passages that are shown, the usual one first. */
  passages: readonly string[];
  /** The runs that can be stopped, and the usual one. */
  runs: readonly number[];
  usual: number;
}

export const link = linkOf(({ passages, runs, usual }: Known): Table<State> => ({
  usual: { passage: passages[0]!, way: 'plain', form: 'exact', n: usual, threshold: 25, own: '' },
  keys: [
    {
      key: 'passage',
      schema: v.picklist(passages),
      complaint: (said) => `There is no passage ${said} here; another is shown.`
    },
    { key: 'way', schema: v.picklist(WAYS) },
    { key: 'form', schema: v.picklist(FORMS) },
    {
      key: 'n',
      schema: v.pipe(number, v.picklist(runs)),
      complaint: (said) => `Nothing is known of runs of ${said}; others are shown.`
    },
    { key: 'threshold', schema: v.pipe(whole({ min: 5, max: 100 }), v.multipleOf(5)) },
    { key: 'own', schema: text(OWN_TEXT) }
  ]
}));

export const { parse: parseState, format: formatState } = link;
