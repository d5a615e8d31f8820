import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testLinks } from '#lib/demos/link-laws.ts';
import { TEMPERATURES, TOP_K } from './drawings.ts';
import { formatState, link, parseState, PROBABILITIES, TRIES, type State } from './state.ts';

const usual: State = {
  model: 'large',
  copies: 16,
  passage: 'p2',
  n: 1000,
  p: 0.5,
  temperature: 1,
  topK: 40
};
const rungs = [
  { copies: 0, passages: ['p0', 'p1'] },
  { copies: 16, passages: ['p2', 'p3', 'p 4&'] }
];
const known = { models: ['small', 'large'], rungs, first: ['p1', 'p2'], usual };

testLinks(
  link,
  [known],
  fc.constantFrom(...rungs).chain(({ copies, passages }) =>
    fc.record({
      model: fc.constantFrom(...known.models),
      copies: fc.constant(copies),
      passage: fc.constantFrom(...passages),
      n: fc.constantFrom(...TRIES),
      p: fc.constantFrom(...PROBABILITIES),
      temperature: fc.constantFrom(...TEMPERATURES),
      topK: fc.constantFrom(...TOP_K)
    })
  )
);

test('other passages begin with the first that is shown of them', () => {
  expect(parseState('v=1&copies=0', known)).toEqual({
    state: { ...usual, copies: 0, passage: 'p1' },
    complaints: []
  });
  expect(formatState({ ...usual, copies: 0, passage: 'p1' }, known)).toBe('v=1&copies=0');
});

test('what is not there is named, and the rest is kept', () => {
  expect(parseState('v=1&model=huge&copies=3&passage=p1&n=7&topK=0', known)).toEqual({
    state: { ...usual, topK: 0 },
    complaints: [
      'There is no model “huge”; another is shown.',
      'No passages were read “3” times here; others are shown.',
      'There is no passage “p1” among these; another is shown.',
      '“n” cannot be “7”; its usual value is used.'
    ]
  });
});
