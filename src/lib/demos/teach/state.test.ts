import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testLinks } from '#lib/demos/link-laws.ts';
import { READY } from './sentences.ts';
import { BOTH, FIELD_LIMIT, link, parseState } from './state.ts';

const known = { models: ['small', 'large'], rates: [0.0003, 0.001] };

testLinks(
  link,
  [known],
  fc.record({
    sentence: fc.string({ unit: 'grapheme', maxLength: 80 }),
    reader: fc.constantFrom(...known.models, BOTH),
    rate: fc.constantFrom(...known.rates),
    guess: fc.option(fc.integer({ min: 1, max: 999 })),
    filter: fc.boolean(),
    unlearned: fc.boolean()
  })
);

test('an empty link shows the first sentence and the small model; what it cannot use it names', () => {
  const usual = {
    sentence: READY[0].text,
    reader: 'small',
    rate: 0.0003,
    guess: null,
    filter: false,
    unlearned: false
  };
  expect(parseState('', known)).toEqual({ state: usual, complaints: [] });
  const long = 'x'.repeat(FIELD_LIMIT + 1);
  expect(parseState(`#v=1&sentence=${long}&reader=huge&rate=0.5&guess=0&filter=perhaps`, known)).toEqual({
    state: usual,
    complaints: [
      'The sentence in the link is too long; another takes its place.',
      'There is no model “huge” here; another takes its place.',
      'The learning rate cannot be “0.5”; the usual one is taken.',
      '“guess” cannot be “0”; its usual value is used.',
      '“filter” cannot be “perhaps”; its usual value is used.'
    ]
  });
});
