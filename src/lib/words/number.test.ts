import fc from 'fast-check';
import { expect, test } from 'vitest';
import { count, decimal, decimalsFor, fixed, inWords, millions, times } from './number.ts';

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

test.each([
  [1234.5, 1, '1,234.5'],
  [1234.5, 0, '1,235'],
  [0.1, 3, '0.1'],
  [-0.5, 1, '−0.5'],
  [-0.01, 1, '0'],
  [2, 2, '2'],
  [100, 1, '100'],
  [1.505, 2, '1.51'],
  [1e-7, 3, '0']
])('%d to %d decimals is %s', (value, places, text) => expect(decimal(value, places)).toBe(text));

test.each([
  [1234.5, 2, '1,234.50'],
  [10, 1, '10.0'],
  [-0.04, 1, '0.0'],
  [-0.5, 0, '−1']
])('%d to exactly %d decimals is %s', (value, places, text) => expect(fixed(value, places)).toBe(text));

test('a decimal number is read as what it was, rounded', () => {
  const values = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 6 }), (value, places) => {
      const read = Number(decimal(value, places).replaceAll(',', '').replace('−', '-'));
      expect(Math.abs(read - value)).toBeLessThanOrEqual(0.5 * 10 ** -places + 1e-7);
    })
  );
});

test('decimals enough for the digits that say something', () => {
  expect([0, 48.2, 4.82, 0.0012].map((value) => decimalsFor(value, 2))).toEqual([0, 0, 1, 4]);
});

test('says millions', () => expect(millions(2_382_326)).toBe('2.4 million'));
