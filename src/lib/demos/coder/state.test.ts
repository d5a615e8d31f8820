import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testLinks } from '#lib/demos/link-laws.ts';
import { link, parseState, type State } from './state.ts';

const known = { models: ['large', 'small'], passages: ['p384', 'p000'] };
const model = fc.constantFrom(...known.models);
const own = fc
  .string({ unit: 'binary', maxLength: 60 })
  .map((text) => text.replaceAll(/\r\n?/g, '\n').toWellFormed());

testLinks(
  link,
  [known],
  fc.oneof(
    fc.record<State>({ model, passage: fc.constantFrom(...known.passages), text: fc.constant('') }),
    fc.record<State>({ model, passage: fc.constant(null), text: own })
  )
);

test('an empty link sends the first passage; what is not there is named', () => {
  const usual = { model: 'large', passage: 'p384', text: '' };
  expect(parseState('', known)).toEqual({ state: usual, complaints: [] });
  expect(parseState('#v=1&model=huge&passage=p7', known)).toEqual({
    state: usual,
    complaints: [
      'There is no model “huge”; another is shown.',
      'The passage “p7” is not among these; another is shown.'
    ]
  });
});
