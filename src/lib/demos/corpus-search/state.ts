import { linkOf, text, type Table } from '#lib/demos/link.ts';

/** Characters of a text that is looked for, at most. */
export const QUERY_LIMIT = 4000;

/** What a link holds: the text that is looked for. */
export interface State {
  q: string;
}

export const link = linkOf((usual: string): Table<State> => ({
  usual: { q: usual },
  keys: [
    {
      key: 'q',
      schema: text(QUERY_LIMIT),
      complaint: () => `The text is too long: ${QUERY_LIMIT} characters at most.`
    }
  ]
}));

export const { parse: parseState, format: formatState } = link;
