import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FILTERS, type Filter } from '#lib/law/cases.ts';
import { testLinks } from '../link-laws.ts';
import { PARTS, type Part } from './layout.ts';
import { DEFAULTS, VIEWS, link, formatState, parseState } from './state.ts';

const EVENTS = ['bartz-2025-06', 'gema-2025-11', 'sony-1984'];

testLinks(
  link,
  [EVENTS],
  fc.record({
    part: fc.constantFrom(...(Object.keys(PARTS) as Part[])),
    filter: fc.constantFrom(...(Object.keys(FILTERS) as Filter[])),
    event: fc.option(fc.constantFrom(...EVENTS)),
    view: fc.constantFrom(...VIEWS)
  })
);

test('is short when all is as usual', () => {
  expect(formatState(DEFAULTS, EVENTS)).toBe('v=1');
  expect(parseState('', EVENTS)).toEqual({ state: DEFAULTS, complaints: [] });
});

test.each([
  ['show=weather', '“show” cannot be “weather”'],
  ['part=1984', '“part” cannot be “1984”'],
  ['event=nobody-1999', 'no event “nobody-1999”'],
  ['view=🙂', '“🙂”'],
  ['v=7', 'version “7”'],
  [`show=${'x'.repeat(5000)}`, `“${'x'.repeat(40)}…”`]
])('complains of %s, and shows what is usual', (fragment, complaint) => {
  const { state, complaints } = parseState(fragment, EVENTS);
  expect(complaints.join(' ')).toContain(complaint);
  expect(state).toEqual(DEFAULTS);
});
