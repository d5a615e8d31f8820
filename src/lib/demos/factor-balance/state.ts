import type { Use } from '#lib/law/cases.ts';
import type { Chosen, Factors } from '#lib/law/factors.ts';
import { quoted, readLink, VERSION } from '../link.ts';

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

/**
 * Reads the state from a link's fragment. Whatever cannot be used is replaced by its default and named in
 * `complaints`, in sentences for the reader; nothing throws.
 */
export function parseState(fragment: string, known: Known): { state: BalanceState; complaints: string[] } {
  const { params, complaints } = readLink(fragment);
  const base = params.get('case');
  const found = known.uses.some(({ id }) => id === base);
  if (base !== null && !found)
    complaints.push(`There is no case ${quoted(base)} here; another takes its place.`);
  const { base: start, facts } = found ? realState(known, base!) : initialState(known);
  const changed: Record<string, string> = { ...facts };
  for (const { id, options } of known.facts) {
    const raw = params.get(id);
    if (raw === null) continue;
    if (raw === OPEN) delete changed[id];
    else if (options.some((option) => option.id === raw)) changed[id] = raw;
    else complaints.push(`“${id}” cannot be ${quoted(raw)}; it stays as it was.`);
  }
  return { state: { base: start, facts: changed }, complaints };
}

/** The fragment of a link to this state, without the `#`: the case, and the facts that are not as in it. */
export function formatState(state: BalanceState, known: Known): string {
  const params = new URLSearchParams({ v: VERSION, case: state.base });
  const real = factsOf(known, state.base);
  for (const { id } of known.facts) {
    if (state.facts[id] !== real[id]) params.set(id, state.facts[id] ?? OPEN);
  }
  return params.toString();
}
