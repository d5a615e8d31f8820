import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PROBABILITIES, SAMPLES } from '#lib/demos/definition-link.ts';
import { testLinks } from '#lib/demos/link-laws.ts';
import { PRESETS } from '#lib/measures/definition.ts';
import { THRESHOLDS } from './levels.ts';
import { link, parseState, placesIn, type Known } from './state.ts';

const works = [
  { id: 'w001', tokens: 3662 },
  { id: 'w030', tokens: 519 }
];
const usual = {
  model: 'small',
  work: 'w030',
  from: 0,
  given: 16,
  threshold: 0.001,
  place: null,
  definition: PRESETS[0]!.definition
};
const known: Known = { models: ['small', 'large'], works, usual };

testLinks(
  link,
  [known],
  fc.constantFrom(...works).chain(({ id: work, tokens }) =>
    fc.record({
      model: fc.constantFrom(...known.models),
      work: fc.constant(work),
      from: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: tokens - 65 })),
      given: fc.integer({ min: 1, max: 64 }),
      threshold: fc.constantFrom(...THRESHOLDS),
      place: fc.oneof(fc.constant(null), fc.integer(placesIn(tokens))),
      definition: fc.record({
        means: fc.constantFrom('greedy' as const, 'sample' as const),
        n: fc.constantFrom(...SAMPLES),
        p: fc.constantFrom(...PROBABILITIES),
        given: fc.constant(usual.definition.given),
        near: fc.integer({ min: 0, max: 18 }).map((twentieths) => twentieths / 20),
        portion: fc.oneof(
          fc.record({ unit: fc.constant('tokens' as const), value: fc.integer({ min: 1, max: 32 }) }),
          fc.record({ unit: fc.constant('share' as const), value: fc.constantFrom(0.1, 0.5) })
        )
      })
    })
  )
);

test('a place that the chapter does not have, or a beginning past its end, is left out and told of', () => {
  const { state, complaints } = parseState('#v=1&model=small&work=w030&from=600&place=500', known);
  expect(state).toEqual(usual);
  expect(complaints).toHaveLength(2);
  expect(parseState('#v=1&model=small&work=w001&from=600&place=500', known)).toEqual({
    state: { ...usual, work: 'w001', from: 600, place: 500 },
    complaints: []
  });
});
