import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PAPER } from '#lib/corpus/dedup/near.ts';
import { LOOSE } from './rules.ts';
import { DEFAULTS, LIMITS, LINK_TEXT, formatState, parseState, type LabState } from './state.ts';

test('the usual state is an empty link', () => {
  expect(formatState(DEFAULTS)).toBe('v=1');
  expect(parseState('')).toEqual({ state: DEFAULTS, complaints: [] });
  expect(parseState('#v=1')).toEqual({ state: DEFAULTS, complaints: [] });
});

test('what a link holds comes back', () => {
  const whole = ({ min, max }: { min: number; max: number }) => fc.integer({ min, max });
  const state: fc.Arbitrary<LabState> = fc.record({
    source: fc.constant('text' as const),
    text: fc.string({ unit: 'grapheme', maxLength: 200 }),
    min: whole(LIMITS.min),
    near: fc.record({
      k: whole(LIMITS.k),
      bands: whole(LIMITS.bands),
      rows: whole(LIMITS.rows),
      jaccard: fc.constantFrom(0.05, 0.1, 0.8, 0.95),
      edit: fc.constantFrom(0.3, 0.6, 0.95)
    })
  });
  fc.assert(
    fc.property(state, (of) => {
      expect(parseState(formatState(of))).toEqual({ state: of, complaints: [] });
    })
  );
  for (const near of [PAPER, LOOSE]) {
    expect(parseState(formatState({ ...DEFAULTS, near })).state).toEqual({ ...DEFAULTS, near });
  }
});

test('a text alone says that it is the source; one too long is left out', () => {
  expect(parseState('#v=1&text=a+b').state).toMatchObject({ source: 'text', text: 'a b', min: 10 });
  expect(formatState({ ...DEFAULTS, source: 'text', text: 'x'.repeat(LINK_TEXT + 1) })).not.toMatch(/text=/);
});

test('names what it cannot use, and uses the rest', () => {
  const { state, complaints } = parseState('#v=1&k=99&bands=x&rows=5&jaccard=2&source=web');
  expect(state).toEqual({ ...DEFAULTS, near: { ...DEFAULTS.near, rows: 5 } });
  expect(complaints).toHaveLength(4);
  expect(complaints.join(' ')).toMatch(/“k” cannot be “99”/);
});
