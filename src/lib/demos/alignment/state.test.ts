import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testLinks } from '#lib/demos/link-laws.ts';
import { link, parseState } from './state.ts';
import { WAYS } from './ways.ts';

const passages = ['p1', 'p2'];

testLinks(
  link,
  [passages],
  fc.record({ passage: fc.constantFrom(...passages), way: fc.constantFrom(...WAYS) })
);

test('an empty link asks for the first passage, one to what is not there says so', () => {
  expect(parseState('', passages)).toEqual({ state: { passage: 'p1', way: 'asked' }, complaints: [] });
  expect(parseState('#v=1&passage=p9&way=begging', passages)).toEqual({
    state: { passage: 'p1', way: 'asked' },
    complaints: [
      'There is no passage “p9” here; another is shown.',
      'There is no way of asking “begging”; the plain request is shown.'
    ]
  });
});
