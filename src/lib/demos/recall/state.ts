import * as v from 'valibot';
import { number, quoted, readFields, VERSION } from '../link.ts';
import type { Offers } from './outcomes.ts';
import { DATA, MEASURES, type Question } from './view.ts';

/** What the explorer asks and shows: all that a link holds. */
export interface RecallState extends Question {
  /** The chosen cell: a model and a way of planting. */
  model: string | null;
  copies: number | null;
  level: number | null;
  /** The passage of the cell that is run live. */
  passage: string | null;
  /** Whether the reader draws what they expect before the answer is shown. */
  draw: boolean;
}

export const SAMPLES = [1, 10, 100, 1000, 10_000] as const;
export const PROBABILITIES = [0.1, 0.5, 0.9] as const;

/** One key of the link each. */
const FIELDS = {
  planted: v.picklist(['exact', 'near', 'fragments', 'canary', 'pattern']),
  context: v.pipe(number, v.integer()),
  measure: v.picklist(MEASURES),
  data: v.picklist(DATA),
  n: v.pipe(number, v.picklist(SAMPLES)),
  p: v.pipe(number, v.picklist(PROBABILITIES)),
  model: v.pipe(v.string(), v.nonEmpty()),
  copies: v.pipe(number, v.integer()),
  level: v.pipe(number, v.integer()),
  passage: v.pipe(v.string(), v.nonEmpty()),
  draw: v.pipe(
    v.picklist(['yes', 'no']),
    v.transform((word) => word === 'yes')
  )
};

/** The question before the reader asks another: exact copies, exact match, all copies, 32 tokens given where they can be. */
export function defaultState({ planted }: Offers): RecallState {
  const first = planted.find(({ condition }) => condition === 'exact') ?? planted[0]!;
  return {
    planted: first.condition,
    context: first.contexts.includes(32) ? 32 : first.contexts[0]!,
    measure: 'exact',
    data: 'raw',
    n: 100,
    p: 0.5,
    model: null,
    copies: null,
    level: null,
    passage: null,
    draw: false
  };
}

/**
 * Reads the state from a link's fragment. Whatever cannot be used is replaced by its default and named in
 * `complaints`, in sentences for the reader; nothing throws. Whether the passage and the column exist shows only when
 * the outcomes are there.
 */
export function parseState(
  fragment: string,
  offers: Offers,
  models: readonly string[]
): { state: RecallState; complaints: string[] } {
  const { fields, complaints } = readFields(fragment, FIELDS);
  const usual = defaultState(offers);
  const drop = (key: keyof typeof FIELDS, what: string) => {
    if (fields[key] === undefined) return;
    complaints.push(`There is no ${what} ${quoted(String(fields[key]))} here; the usual one is used.`);
    delete fields[key];
  };
  if (!offers.planted.some(({ condition }) => condition === fields.planted)) drop('planted', 'planting');
  const { contexts } = offers.planted.find(
    ({ condition }) => condition === (fields.planted ?? usual.planted)
  )!;
  if (!contexts.includes(fields.context ?? NaN)) drop('context', 'context');
  if (fields.measure === 'discoverable' && !offers.discoverable) drop('measure', 'measure');
  if (fields.model !== undefined && !models.includes(fields.model)) {
    complaints.push(`There is no model ${quoted(fields.model)} here.`);
    delete fields.model;
  }
  const state: RecallState = { ...usual, ...fields };
  if (!contexts.includes(state.context)) state.context = contexts[0]!;
  if (state.model === null || state.copies === null)
    Object.assign(state, { model: null, copies: null, level: null, passage: null });
  return { state, complaints };
}

/** The fragment of a link to this state, without the `#`. What has its usual value is left out. */
export function formatState(state: RecallState, offers: Offers): string {
  const usual = defaultState(offers);
  const params = new URLSearchParams({ v: VERSION });
  for (const key of Object.keys(FIELDS) as (keyof typeof FIELDS)[]) {
    const value = state[key];
    if ((key === 'n' || key === 'p') && state.measure !== 'discoverable') continue;
    if (value !== null && value !== usual[key]) params.set(key, key === 'draw' ? 'yes' : String(value));
  }
  return params.toString();
}
