import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PAPER } from '#lib/corpus/dedup/near.ts';
import { testLinks } from '../link-laws.ts';
import { LOOSE } from './rules.ts';
import {
  DEFAULTS,
  LIMITS,
  LINK_TEXT,
  carriesState,
  link,
  sameState,
  formatState,
  parseState,
  type LabState
} from './state.ts';

test('the usual state is an empty link', () => {
  expect(formatState(DEFAULTS)).toBe('v=1');
  expect(parseState('')).toEqual({ state: DEFAULTS, complaints: [] });
  expect(parseState('#v=1')).toEqual({ state: DEFAULTS, complaints: [] });
});

const of = ({ min, max }: { min: number; max: number }) => fc.integer({ min, max });
testLinks(
  link,
  [],
  fc
    .record({
      source: fc.constantFrom('corpus' as const, 'text' as const),
      text: fc.string({ unit: 'grapheme', maxLength: 200 }),
      min: of(LIMITS.min),
      near: fc.oneof(
        fc.constantFrom(PAPER, LOOSE),
        fc.record({
          k: of(LIMITS.k),
          bands: of(LIMITS.bands),
          rows: of(LIMITS.rows),
          jaccard: fc.constantFrom(0.05, 0.1, 0.8, 0.95),
          edit: fc.constantFrom(0.3, 0.6, 0.95)
        })
      )
    })
    // Of a text that is not looked at a link says nothing.
    .map((state): LabState => (state.source === 'text' ? state : { ...state, text: '' }))
);

test('texts too long for a link are told apart all the same', () => {
  const [a, b] = ['x', 'y'].map((letter): LabState => ({
    ...DEFAULTS,
    source: 'text',
    text: letter.repeat(LINK_TEXT + 1)
  }));
  expect(carriesState(a!)).toBe(false);
  expect(formatState(a!)).toBe(formatState(b!));
  expect(sameState(a!, b!)).toBe(false);
});

test('a text alone says that it is the source; one too long is left out', () => {
  expect(parseState('#v=1&text=a+b').state).toMatchObject({ source: 'text', text: 'a b', min: 10 });
  expect(formatState({ ...DEFAULTS, source: 'text', text: 'x'.repeat(LINK_TEXT + 1) })).not.toMatch(/text=/);
});

test('beside the corpus a text means nothing', () => {
  expect(formatState({ ...DEFAULTS, text: 'a b' })).toBe('v=1');
  expect(sameState({ ...DEFAULTS, text: 'a b' }, DEFAULTS)).toBe(true);
  expect(parseState('#v=1&source=corpus&text=a+b')).toEqual({
    state: DEFAULTS,
    complaints: ['“text” has no effect beside the rest of the link.']
  });
});

test('names what it cannot use, and uses the rest', () => {
  const { state, complaints } = parseState('#v=1&k=99&bands=x&rows=5&jaccard=2&source=web');
  expect(state).toEqual({ ...DEFAULTS, near: { ...DEFAULTS.near, rows: 5 } });
  expect(complaints).toHaveLength(4);
  expect(complaints.join(' ')).toMatch(/“k” cannot be “99”/);
});
