import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signsOf, stretchesOf, type Stretch } from './sources.ts';

const stretch = (start: number, end: number, source: string, near = false): Stretch => ({
  start,
  end,
  near,
  source
});

test('a run of n is verbatim, and with a larger n its tokens bear the sign of its source', () => {
  const runs = [stretch(0, 12, 'near'), stretch(12, 24, 'fragment'), stretch(24, 36, 'pattern')];
  expect(new Set(signsOf(40, runs, 12))).toEqual(new Set(['verbatim', 'nowhere']));
  const signs = signsOf(40, runs, 13);
  expect([signs[0], signs[12], signs[24], signs[36]]).toEqual(['near', 'piece', 'rule', 'nowhere']);
});

test('what is found by chance is never yellow: a run shorter than ten is told apart', () => {
  expect(signsOf(20, [stretch(3, 8, 'address')], 5).slice(2, 9)).toEqual([
    'nowhere',
    ...new Array(5).fill('short'),
    'nowhere'
  ]);
  expect(signsOf(20, [stretch(3, 8, 'address')], 6)[4]).toBe('nowhere');
});

test('a near-verbatim stretch is a near copy, whatever it is from', () => {
  const runs = [stretch(0, 6, 'passage'), stretch(7, 14, 'passage'), stretch(0, 14, 'passage', true)];
  expect(signsOf(16, runs, 13)).toEqual([...new Array(14).fill('near'), 'nowhere', 'nowhere']);
});

test('a text shorter than n is looked for whole', () => {
  expect(signsOf(6, [stretch(0, 6, 'passage')], 50)).toEqual(new Array(6).fill('verbatim'));
});

test('yellow means ten tokens or more, or the whole text, and n or more', () => {
  const any = fc
    .record({ start: fc.nat(30), size: fc.integer({ min: 1, max: 30 }), near: fc.boolean() })
    .map(({ start, size, near }) => stretch(start, start + size, 'address', near));
  fc.assert(
    fc.property(fc.array(any), fc.integer({ min: 2, max: 40 }), (stretches, n) => {
      const signs = signsOf(60, stretches, n);
      signs.forEach((sign, i) => {
        const held = stretches.some(
          ({ start, end, near }) => !near && start <= i && i < end && end - start >= Math.max(n, 10)
        );
        expect(sign === 'verbatim').toBe(held);
      });
    })
  );
});

test('of several sources the one that was planted is named', () => {
  const kinds: Record<string, string> = { a: 'address', n: 'near' };
  const source = (document: string) => ({ document, at: 0, copies: 1 });
  const spans = [{ start: 0, end: 5, kind: 'verbatim' as const, sources: [source('a'), source('n')] }];
  expect(stretchesOf(spans, (id) => kinds[id]!)).toEqual([stretch(0, 5, 'near')]);
});
