import * as v from 'valibot';
import { linkOf, number, type Table } from '#lib/demos/link.ts';
import { TEMPERATURES, TOP_K } from './drawings.ts';

/** Tries that are allowed. */
export const TRIES = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000] as const;
/** Probabilities with which a text has to appear in them: those of the published curves. */
export const PROBABILITIES = [0.1, 0.5, 0.9, 0.99, 0.999] as const;

export interface State {
  model: string;
  copies: number;
  passage: string;
  n: number;
  p: number;
  temperature: number;
  /** 0 for all tokens, 1 for greedy decoding. */
  topK: number;
}

export interface Known {
  models: readonly string[];
  rungs: readonly { copies: number; passages: readonly string[] }[];
  /** The passage of each rung that is shown first, in the order of the rungs. */
  first: readonly string[];
  usual: State;
}

const one = (values: readonly number[]) => v.pipe(number, v.picklist(values));

export const link = linkOf(({ models, rungs, first, usual }: Known): Table<State> => {
  const at = ({ copies }: State) => rungs.findIndex((rung) => rung.copies === copies);
  return {
    usual,
    keys: [
      {
        key: 'model',
        schema: v.picklist(models),
        complaint: (said) => `There is no model ${said}; another is shown.`
      },
      {
        key: 'copies',
        schema: one(rungs.map(({ copies }) => copies)),
        complaint: (said) => `No passages were read ${said} times here; others are shown.`
      },
      {
        key: 'passage',
        schema: (state) => v.picklist(rungs[at(state)]!.passages),
        usual: (state) => first[at(state)]!,
        complaint: (said) => `There is no passage ${said} among these; another is shown.`
      },
      { key: 'n', schema: one(TRIES) },
      { key: 'p', schema: one(PROBABILITIES) },
      { key: 'temperature', schema: one(TEMPERATURES) },
      { key: 'topK', schema: one(TOP_K) }
    ]
  };
});

export const { parse: parseState, format: formatState } = link;
