import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testLinks } from '#lib/demos/link-laws.ts';
import { FORMS, link, parseState } from './state.ts';
import { WAYS } from './ways.ts';

const known = { passages: ['p1', 'p2'], runs: [4, 10, 32], usual: 10 };

testLinks(
  link,
  [known],
  fc.record({
    passage: fc.constantFrom(...known.passages),
    way: fc.constantFrom(...WAYS),
    form: fc.constantFrom(...FORMS),
    n: fc.constantFrom(...known.runs),
    threshold: fc.integer({ min: 1, max: 20 }).map((fives) => 5 * fives),
    own: fc.constantFrom('', 'Call me Ishmael.', '🙂 שלום & more=1\nnext')
  })
);

test('a link that asks for what is not there says so', () => {
  const { state, complaints } = parseState('#v=1&passage=p9&n=7&threshold=12&way=pieces', known);
  expect(state).toEqual({ passage: 'p1', way: 'pieces', form: 'exact', n: 10, threshold: 25, own: '' });
  expect(complaints).toEqual([
    'There is no passage “p9” here; another is shown.',
    'Nothing is known of runs of “7”; others are shown.',
    '“threshold” cannot be “12”; its usual value is used.'
  ]);
});
