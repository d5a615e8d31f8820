import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testLinks } from '../link-laws.ts';
import type { Offers } from './outcomes.ts';
import {
  PROBABILITIES,
  SAMPLES,
  defaultState,
  formatState,
  link,
  parseState,
  type RecallState
} from './state.ts';
import { DATA, MEASURES } from './view.ts';

const offers: Offers = {
  planted: [
    { condition: 'exact', contexts: [8, 32, 96] },
    { condition: 'near', contexts: [8, 32] }
  ],
  discoverable: true
};
const models = ['d2-raw', 'd4-dedup'];
const parse = (fragment: string, what = offers) => parseState(fragment, what, models);

testLinks(
  link,
  [offers, models],
  fc
    .record({
      planted: fc.constantFrom('exact' as const, 'near' as const),
      context: fc.constantFrom(8, 32),
      measure: fc.constantFrom(...MEASURES),
      data: fc.constantFrom(...DATA),
      n: fc.constantFrom(...SAMPLES),
      p: fc.constantFrom(...PROBABILITIES),
      cell: fc.option(
        fc.record({
          model: fc.constantFrom(...models),
          copies: fc.constantFrom(0, 16, 128),
          level: fc.option(fc.constantFrom(10, 20)),
          passage: fc.option(fc.string({ minLength: 1 }))
        })
      ),
      draw: fc.boolean()
    })
    .map(({ cell, ...rest }): RecallState => {
      const { n, p } = defaultState(offers);
      return {
        ...rest,
        ...(rest.measure === 'discoverable' ? {} : { n, p }),
        ...(cell ?? { model: null, copies: null, level: null, passage: null })
      };
    })
);

test('the usual view needs nothing in the link', () => {
  expect(formatState(defaultState(offers), offers, models)).toBe('v=1');
  expect(parse('')).toEqual({ state: defaultState(offers), complaints: [] });
});

test('the usual view is of exact copies and 32 tokens, or where they are missing of what comes first', () => {
  const [exact, near] = offers.planted;
  const usual = (...planted: Offers['planted'][number][]) => {
    const { planted: condition, context } = defaultState({ ...offers, planted });
    return [condition, context];
  };
  expect(usual(near!, exact!)).toEqual(['exact', 32]);
  expect(usual(near!)).toEqual(['near', 32]);
  expect(usual({ ...exact!, contexts: [8, 16] }, near!)).toEqual(['exact', 8]);
});

test('what cannot be used is named, and the rest is kept', () => {
  const { state, complaints } = parse('#v=2&context=33&measure=vibes&data=both&model=gpt-9&copies=16&p=2');
  expect(state).toEqual({ ...defaultState(offers), data: 'both' });
  expect(complaints).toHaveLength(6);
  expect(complaints[0]).toContain('version “2”');
  expect(complaints.join(' ')).toMatch(
    /context “33”.*vibes.*“p” cannot be “2”.*model “gpt-9”.*“copies” has no effect/
  );
});

test('a measure without its numbers is not offered', () => {
  const { state, complaints } = parse('#v=1&measure=discoverable', { ...offers, discoverable: false });
  expect(state.measure).toBe('exact');
  expect(complaints).toHaveLength(1);
});

test('a context that another planting has does not leak into this one', () => {
  const { state, complaints } = parse('#v=1&planted=near&context=96');
  expect([state.planted, state.context]).toEqual(['near', 32]);
  expect(complaints).toHaveLength(1);
});
