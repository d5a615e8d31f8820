import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testLinks } from '../link-laws.ts';
import { formatState, link, parseState } from './state.ts';

const known = { passages: ['p1', 'p2', 'p 3&'], models: ['a', 'b'] };
const usual = { passage: 'p1', model: 'a' };

testLinks(
  link,
  [known, usual],
  fc.record({ passage: fc.constantFrom(...known.passages), model: fc.constantFrom(...known.models) })
);

test('an empty link is the usual state, without complaint', () => {
  expect(parseState('', known, usual)).toEqual({ state: usual, complaints: [] });
});

test('a link names passage and model even where they are the usual ones, which may be others tomorrow', () => {
  expect(formatState(usual, known, usual)).toBe('v=1&passage=p1&model=a');
});

test('what is stale or edited by hand is named, and the rest is kept', () => {
  const { state, complaints } = parseState('#v=7&passage=p390&model=b', known, usual);
  expect(state).toEqual({ passage: 'p1', model: 'b' });
  expect(complaints).toEqual([
    'The link is of version “7”; this page reads version 1.',
    'There is no passage “p390” with a name to guess here; another takes its place.'
  ]);
});
