import * as v from 'valibot';
import { id, linkOf, number, yesOrNo, type Table } from '../link.ts';
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

const none = (what: string) => (said: string) => `There is no ${what} ${said} here; the usual one is used.`;
const count = v.pipe(number, v.integer());
const weighed = ({ measure }: RecallState) => measure === 'discoverable';
/** A cell is a model and a way of planting: one without the other is none. */
const inCell = ({ model, copies }: RecallState) => model !== null && copies !== null;

/**
 * Whether the passage and the column exist shows only when the outcomes are there.
 *
 * @param models the ids of the models that there are
 */
export const link = linkOf((offers: Offers, models: readonly string[]): Table<RecallState> => {
  const usual = defaultState(offers);
  const contexts = ({ planted }: RecallState) =>
    offers.planted.find(({ condition }) => condition === planted)!.contexts;
  return {
    usual,
    keys: [
      {
        key: 'planted',
        schema: v.picklist(offers.planted.map(({ condition }) => condition)),
        complaint: none('planting')
      },
      {
        key: 'context',
        schema: (state) => v.pipe(number, v.picklist(contexts(state))),
        usual: (state) => [usual.context, ...contexts(state)].find((c) => contexts(state).includes(c))!,
        complaint: none('context')
      },
      {
        key: 'measure',
        schema: v.picklist(MEASURES.filter((measure) => measure !== 'discoverable' || offers.discoverable))
      },
      { key: 'data', schema: v.picklist(DATA) },
      { key: 'n', schema: v.pipe(number, v.picklist(SAMPLES)), when: weighed },
      { key: 'p', schema: v.pipe(number, v.picklist(PROBABILITIES)), when: weighed },
      {
        key: 'model',
        schema: v.picklist(models),
        when: inCell,
        complaint: (said) => `There is no model ${said} here.`
      },
      { key: 'copies', schema: count, when: inCell },
      { key: 'level', schema: count, when: inCell },
      { key: 'passage', schema: id, when: inCell },
      { key: 'draw', schema: yesOrNo, write: (draw) => (draw ? 'yes' : 'no') }
    ]
  };
});

export const { parse: parseState, format: formatState } = link;
