import * as v from 'valibot';
import { linkOf, number, text, type Table } from '#lib/demos/link.ts';
import { OPENINGS, OWN, PEOPLE, type Opening } from './start.ts';

/** Characters of a reader's own text. */
export const OWN_LIMIT = 4000;

/** All that a link holds. */
export interface State {
  /** Who wrote the text: people, a model by its id, or the reader. */
  by: string;
  /** The opening that it follows, by its seed; unused for a text of the reader's own. */
  prompt: number;
  /** Characters from which on a run counts. */
  least: number;
  /** Which openings the rates are of. */
  of: Opening;
  /** The reader's own text. */
  own: string;
}

export interface Known {
  /** The ids of the models, from small to large, and that of the usual one. */
  models: readonly string[];
  usualModel: string;
  prompts: readonly { seed: number; opening: Opening }[];
  usualPrompt: number;
  leasts: readonly number[];
  usualLeast: number;
}

/** The openings from which a writer went on: people from their own sentences alone. */
export const promptsOf = <P extends { opening: Opening }>(prompts: readonly P[], by: string): P[] =>
  prompts.filter(({ opening }) => by !== PEOPLE || opening === 'address');

/** The opening that stands there where a link names none. */
export const usualPromptOf = ({ prompts, usualPrompt }: Known, by: string): number => {
  const seeds = promptsOf(prompts, by).map(({ seed }) => seed);
  return seeds.includes(usualPrompt) ? usualPrompt : seeds[0]!;
};

export const link = linkOf((known: Known): Table<State> => ({
  usual: {
    by: known.usualModel,
    prompt: known.usualPrompt,
    least: known.usualLeast,
    of: 'address',
    own: ''
  },
  keys: [
    {
      key: 'by',
      schema: v.picklist([PEOPLE, ...known.models, OWN]),
      complaint: (said) => `Nothing by ${said} is here; another writer is shown.`
    },
    {
      key: 'prompt',
      schema: ({ by }) => v.pipe(number, v.picklist(promptsOf(known.prompts, by).map(({ seed }) => seed))),
      usual: ({ by }) => usualPromptOf(known, by),
      when: ({ by }) => by !== OWN,
      complaint: (said) => `There is no opening ${said} here; another is shown.`
    },
    {
      key: 'least',
      schema: v.pipe(number, v.picklist(known.leasts)),
      complaint: (said) => `Runs of ${said} characters cannot be counted here; others are.`
    },
    { key: 'of', schema: v.picklist(OPENINGS) },
    {
      key: 'own',
      schema: text(OWN_LIMIT),
      when: ({ by }) => by === OWN,
      complaint: () => `The text is too long: ${OWN_LIMIT} characters at most.`
    }
  ]
}));

export const { parse: parseState, format: formatState } = link;
