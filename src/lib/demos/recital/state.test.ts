import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testLinks } from '#lib/demos/link-laws.ts';
import { link, parseState, PREFIXES } from './state.ts';

const known = { copies: [0, 1, 32, 128], models: ['small', 'large'] };

testLinks(
  link,
  [known],
  fc.record({
    copies: fc.constantFrom(...known.copies),
    model: fc.constantFrom(...known.models),
    prefix: fc.constantFrom(...PREFIXES)
  })
);

test('an empty link shows the most copies and the largest model; what is not there is named', () => {
  const usual = { copies: 128, model: 'large', prefix: 'opening' };
  expect(parseState('', known)).toEqual({ state: usual, complaints: [] });
  expect(parseState('#v=1&copies=3&model=huge', known)).toEqual({
    state: usual,
    complaints: [
      'There are no passages of “3” copies; others are shown.',
      'There is no model “huge”; another is shown.'
    ]
  });
});
