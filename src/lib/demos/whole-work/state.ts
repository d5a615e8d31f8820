import * as v from 'valibot';
import type { Definition } from '#lib/measures/definition.ts';
import { clauses } from '#lib/demos/definition-link.ts';
import { linkOf, number, whole, type Table } from '#lib/demos/link.ts';
import { THRESHOLDS } from './levels.ts';

/** Tokens that can be given. */
export const GIVEN = { min: 1, max: 64 } as const;

/** What is asked, and where the reader is: all that a link holds. */
export interface State {
  model: string;
  /** The chapter's id. */
  work: string;
  /** Where in it the tokens given begin; at its beginning a start mark precedes them. */
  from: number;
  /** How many are given. */
  given: number;
  /** The probability from which a place is filled. */
  threshold: number;
  /** The place that the reader looks at: the next 50 tokens begin there. */
  place: number | null;
  /** What counts as memorized; how many tokens are given it leaves to `given`. */
  definition: Definition;
}

/** What there is to choose from. */
export interface Known {
  models: readonly string[];
  works: readonly { id: string; tokens: number }[];
  /** What is shown at first. */
  usual: State;
}

const lengthIn = ({ works }: Known, { work }: State) => works.find(({ id }) => id === work)?.tokens ?? 0;

/** The first and the last place of a chapter with 50 tokens before and after it. */
export const placesIn = (tokens: number) => ({ min: 50, max: Math.max(50, tokens - 50) });

/** @param known what there is where the link is read */
export const link = linkOf((known: Known): Table<State> => ({
  usual: known.usual,
  keys: [
    {
      key: 'model',
      schema: v.picklist(known.models),
      always: true,
      complaint: (said) => `There is no model ${said} here; another takes its place.`
    },
    {
      key: 'work',
      schema: v.picklist(known.works.map(({ id }) => id)),
      always: true,
      complaint: (said) => `There is no chapter ${said} here; another takes its place.`
    },
    {
      key: 'from',
      usual: () => 0,
      schema: (state) => whole({ min: 0, max: Math.max(0, lengthIn(known, state) - GIVEN.max - 1) }),
      complaint: (said) => `The chapter cannot be begun at ${said}; its beginning is taken.`
    },
    { key: 'given', schema: whole(GIVEN) },
    { key: 'threshold', schema: v.pipe(number, v.picklist(THRESHOLDS)) },
    {
      key: 'place',
      usual: () => null,
      schema: (state) =>
        v.nullable(whole(placesIn(lengthIn(known, state)))) as v.GenericSchema<string, number>,
      complaint: (said) => `There is no place ${said} in this chapter.`
    },
    ...clauses<State>({ given: false })
  ]
}));

export const { parse: parseState, format: formatState, same: sameState } = link;
