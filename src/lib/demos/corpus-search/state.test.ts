import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testLinks } from '#lib/demos/link-laws.ts';
import { link, parseState, QUERY_LIMIT } from './state.ts';

testLinks(link, ['the Union'], fc.record({ q: fc.string({ maxLength: 40 }) }));

test('links that are out keep their meaning', () => {
  expect(parseState('', 'the Union').state).toEqual({ q: 'the Union' });
  expect(parseState('#v=1&q=Call+me+Ishmael.', 'the Union').state).toEqual({ q: 'Call me Ishmael.' });
  const { state, complaints } = parseState(`#v=1&q=${'a'.repeat(QUERY_LIMIT + 1)}`, 'the Union');
  expect([state.q, complaints.length]).toEqual(['the Union', 1]);
});
