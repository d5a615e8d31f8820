import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testLinks } from '#lib/demos/link-laws.ts';
import { answerOf, link, parseState, withAnswer } from './state.ts';

const things = ['roll', 'recites', 'twin'];
const letters = fc.string({ unit: fc.constantFrom('y', 'n', 'u', '-'), minLength: 4, maxLength: 4 });

testLinks(
  link,
  [things],
  fc.record({
    thing: fc.constantFrom(...things),
    answers: fc.record({ roll: letters, recites: letters, twin: letters })
  })
);

const usual = { thing: 'recites', answers: { roll: '----', recites: '----', twin: '----' } };

test('an empty link shows the model that recites, with no answers; what cannot be read is named', () => {
  expect(parseState('', things)).toEqual({ state: usual, complaints: [] });
  expect(parseState('#v=1&what=tape&roll=yes', things)).toEqual({
    state: usual,
    complaints: [
      'There is no object “tape” here; another is shown.',
      'The answers “yes” cannot be read; none are shown for “roll”.'
    ]
  });
});

test('an answer is kept for the thing that is shown, and for no other', () => {
  const once = withAnswer(usual, 'fixed', 'u');
  expect(once.answers).toEqual({ ...usual.answers, recites: '-u--' });
  expect(answerOf(once, 'recites', 'fixed')).toBe('u');
  expect(answerOf(once, 'recites', 'object')).toBeNull();
  expect(answerOf(once, 'twin', 'fixed')).toBeNull();
  expect(withAnswer(once, 'fixed', 'n').answers['recites']).toBe('-n--');
});
