import * as v from 'valibot';
import { linkOf, text, whole, type Table } from '#lib/demos/link.ts';
import { RULES, type Rule } from '#lib/measures/n-gram-membership.ts';

/** Tokens in a run that the test can ask for. */
export const N = { min: 2, max: 96 };

/** Characters of the reader's own text, at most. */
export const OWN_LIMIT = 1500;

/** The reader's own text among the texts. */
export const OWN = 'own';

/** All that a link holds. */
export interface State {
  /** Which text is tested: one of the cases, or the reader's own. */
  text: string;
  /** Who wrote it; each case begins with the model that shows it best. */
  model: string;
  n: number;
  rule: Rule;
  /** The reader's own text. */
  own: string;
}

export interface Known {
  /** The cases, the usual one first, each with the model that it begins with. */
  cases: readonly { id: string; model: string }[];
  /** The ids of the models, from small to large. */
  models: readonly string[];
  /** What the reader's own text begins as. */
  own: string;
}

export const link = linkOf(({ cases, models, own }: Known): Table<State> => ({
  usual: { text: cases[0]!.id, model: cases[0]!.model, n: 20, rule: 'some', own },
  keys: [
    {
      key: 'text',
      schema: v.picklist([...cases.map(({ id }) => id), OWN]),
      complaint: (said) => `There is no text ${said} here; another is shown.`
    },
    {
      key: 'model',
      schema: v.picklist(models),
      usual: (state) => (cases.find(({ id }) => id === state.text) ?? cases[0]!).model,
      complaint: (said) => `There is no model ${said}; another is shown.`
    },
    {
      key: 'n',
      schema: whole(N),
      complaint: (said) => `Runs of ${said} tokens cannot be asked for; others are.`
    },
    { key: 'rule', schema: v.picklist(RULES) },
    {
      key: 'own',
      schema: text(OWN_LIMIT),
      when: (state) => state.text === OWN,
      complaint: () => `The text is too long: ${OWN_LIMIT} characters at most. Another is shown.`
    }
  ]
}));

export const { parse: parseState, format: formatState } = link;
