import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testLinks } from '#lib/demos/link-laws.ts';
import { link, parseState } from './state.ts';

const known = { models: ['small', 'large'], passages: ['p384', 'p000'], before: 32 };

testLinks(
  link,
  [known],
  fc.record({
    model: fc.constantFrom(...known.models),
    passage: fc.constantFrom(...known.passages),
    given: fc.integer({ min: 1, max: 32 })
  })
);

test('an empty link gives all that stands before the text; what is not there is named', () => {
  const usual = { model: 'small', passage: 'p384', given: 32 };
  expect(parseState('', known)).toEqual({ state: usual, complaints: [] });
  expect(parseState('#v=1&model=huge&passage=p7&given=33', known)).toEqual({
    state: usual,
    complaints: [
      'There is no model “huge” here; another is shown.',
      'The passage “p7” is not among these; another is shown.',
      '“given” cannot be “33”; its usual value is used.'
    ]
  });
});
