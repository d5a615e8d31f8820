import fc from 'fast-check';
import { expect, test } from 'vitest';
import { count, inWords, times } from './number.ts';

test('prints counts as Intl does', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (n) => {
      expect(count(n)).toBe(n.toLocaleString('en'));
    })
  );
  expect([0, 7, 999, 1000, 2382326].map(count)).toEqual(['0', '7', '999', '1,000', '2,382,326']);
});

test('says how often', () => {
  expect([0, 1, 2, 1024].map(times)).toEqual(['never', 'once', '2 times', '1,024 times']);
});

test('says small numbers in words', () => {
  expect([0, 1, 12, 13, 1024].map((n) => inWords(n))).toEqual(['none', 'one', 'twelve', '13', '1,024']);
  expect(inWords(0, 'no')).toBe('no');
});
