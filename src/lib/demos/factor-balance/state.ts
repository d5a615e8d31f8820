import * as v from 'valibot';
import type { Use } from '#lib/law/cases.ts';
import type { Chosen, Factors } from '#lib/law/factors.ts';
import { linkOf, type Key, type Table } from '../link.ts';

/** The facts that the reader has set, and the real case they began with: all that a link holds. */
export interface BalanceState {
  /** The id of a use that a court judged. */
  base: string;
  /** The option of each fact; a fact that is not there is left open. */
  facts: Chosen;
}

export interface Known {
  uses: readonly Pick<Use, 'id' | 'facts'>[];
  facts: Factors['facts'];
}

/** In a link, that a fact is left open. */
const OPEN = 'open';

/** What is shown before any click: a real case with one fact changed. */
export const START = { base: 'bartz-training', fact: 'shown', option: 'passages' } as const;

const factsOf = ({ uses }: Known, base: string): Chosen => uses.find(({ id }) => id === base)!.facts;

/** The state before any click. */
export const initialState = (known: Known): BalanceState => ({
  base: START.base,
  facts: { ...factsOf(known, START.base), [START.fact]: START.option }
});

/** The real case `base`, with nothing changed. */
export const realState = (known: Known, base: string): BalanceState => ({
  base,
  facts: { ...factsOf(known, base) }
});

export const link = linkOf((known: Known): Table<BalanceState> => ({
  usual: initialState(known),
  keys: [
    {
      key: 'case',
      schema: v.picklist(known.uses.map(({ id }) => id)),
      always: true,
      get: ({ base }) => base,
      set: (state, base) => Object.assign(state, realState(known, String(base))),
      complaint: (said) => `There is no case ${said} here; another takes its place.`
    },
    // What a link does not say of a fact is as in its case.
    ...known.facts.map(({ id, options }): Key<BalanceState> => ({
      key: id,
      schema: v.pipe(
        v.picklist([OPEN, ...options.map((option) => option.id)]),
        v.transform((option) => (option === OPEN ? undefined : option))
      ),
      get: ({ facts }) => facts[id],
      set: (state, option) => {
        const others = Object.entries(state.facts).filter(([fact]) => fact !== id);
        state.facts = Object.fromEntries(option ? [...others, [id, String(option)]] : others);
      },
      write: (option) => String(option ?? OPEN),
      complaint: (said) => `“${id}” cannot be ${said}; it stays as it was.`
    }))
  ]
}));

export const { parse: parseState, format: formatState } = link;
