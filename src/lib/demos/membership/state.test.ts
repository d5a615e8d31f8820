import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testLinks } from '#lib/demos/link-laws.ts';
import { RULES } from '#lib/measures/n-gram-membership.ts';
import { link, N, OWN, parseState, type Known } from './state.ts';

const known: Known = {
  cases: [
    { id: 'near', model: 'large' },
    { id: 'rule', model: 'small' }
  ],
  models: ['small', 'large'],
  own: 'CALL ME'
};

testLinks(
  link,
  [known],
  fc
    .record({
      text: fc.constantFrom('near', 'rule', OWN),
      model: fc.constantFrom(...known.models),
      n: fc.integer(N),
      rule: fc.constantFrom(...RULES),
      own: fc.string({ maxLength: 30 })
    })
    // A text of the reader's own is written where it is shown.
    .map((state) => (state.text === OWN ? state : { ...state, own: known.own }))
);

test('a text begins with the model that shows it best', () => {
  expect(parseState('#v=1&text=rule', known).state).toMatchObject({ text: 'rule', model: 'small', n: 20 });
  expect(parseState('#v=1&text=rule&model=large', known).state.model).toBe('large');
});

test('what a link cannot have is named', () => {
  const { state, complaints } = parseState('#v=1&text=none&n=1&model=huge', known);
  expect(state).toEqual({ text: 'near', model: 'large', n: 20, rule: 'some', own: 'CALL ME' });
  expect(complaints).toEqual([
    'There is no text “none” here; another is shown.',
    'There is no model “huge”; another is shown.',
    'Runs of “1” tokens cannot be asked for; others are.'
  ]);
});
