import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testLinks } from '#lib/demos/link-laws.ts';
import { OPENINGS } from './start.ts';
import { link, OWN_LIMIT, parseState, promptsOf } from './state.ts';

const known = {
  models: ['small', 'large', 'twin'],
  usualModel: 'large',
  prompts: [
    { seed: 1, opening: 'address' as const },
    { seed: 9, opening: 'address' as const },
    { seed: 49, opening: 'salutation' as const },
    { seed: 85, opening: 'subject' as const }
  ],
  usualPrompt: 49,
  leasts: [20, 50, 300],
  usualLeast: 50
};

const writer = fc.constantFrom('people', ...known.models);
testLinks(
  link,
  [known],
  fc.oneof(
    writer.chain((by) =>
      fc.record({
        by: fc.constant(by),
        prompt: fc.constantFrom(...promptsOf(known.prompts, by).map(({ seed }) => seed)),
        least: fc.constantFrom(...known.leasts),
        of: fc.constantFrom(...OPENINGS),
        own: fc.constant('')
      })
    ),
    fc.record({
      by: fc.constant('own'),
      prompt: fc.constant(49),
      least: fc.constantFrom(...known.leasts),
      of: fc.constantFrom(...OPENINGS),
      own: fc.string({ maxLength: 40 })
    })
  )
);

test('people went on from their own sentences alone; the first is the usual one', () => {
  expect(parseState('#v=1&by=people', known)).toMatchObject({ state: { prompt: 1 }, complaints: [] });
  expect(parseState('#v=1&by=people&prompt=49', known)).toEqual({
    state: { by: 'people', prompt: 1, least: 50, of: 'address', own: '' },
    complaints: ['There is no opening “49” here; another is shown.']
  });
  expect(parseState('#v=1&prompt=9', known).state).toMatchObject({ by: 'large', prompt: 9 });
});

test('what is not here is named', () => {
  const { state, complaints } = parseState(`#v=1&by=nobody&least=51&own=${'a'.repeat(OWN_LIMIT + 1)}`, known);
  expect(state).toMatchObject({ by: 'large', least: 50, own: '' });
  expect(complaints).toEqual([
    'Nothing by “nobody” is here; another writer is shown.',
    'Runs of “51” characters cannot be counted here; others are.',
    'The text is too long: 4000 characters at most.'
  ]);
});
