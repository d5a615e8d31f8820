import * as v from 'valibot';
import { linkOf, text, type Table } from '#lib/demos/link.ts';

/** All that a link holds. */
export interface State {
  model: string;
  /** The planted passage that is sent; null where the text is the reader's own. */
  passage: string | null;
  /** The reader's own text; unused while a passage is chosen. */
  text: string;
}

export interface Known {
  /** The ids of the models, the usual one first. */
  models: readonly string[];
  /** The ids of the passages, the usual one first. */
  passages: readonly string[];
}

/** Characters of a text at most, in the field and in a link. */
export const TEXT_LIMIT = 5_000;

export const link = linkOf(({ models, passages }: Known): Table<State> => ({
  usual: { model: models[0]!, passage: passages[0]!, text: '' },
  keys: [
    {
      key: 'model',
      schema: v.picklist(models),
      complaint: (said) => `There is no model ${said}; another is shown.`
    },
    {
      key: 'passage',
      schema: v.pipe(
        v.picklist([...passages, 'own']),
        v.transform((said) => (said === 'own' ? null : said))
      ),
      write: (passage) => passage ?? 'own',
      complaint: (said) => `The passage ${said} is not among these; another is shown.`
    },
    { key: 'text', schema: text(TEXT_LIMIT), when: ({ passage }) => passage === null }
  ]
}));

export const { parse: parseState, format: formatState, carries: carriesState } = link;
