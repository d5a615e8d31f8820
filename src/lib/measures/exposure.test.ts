import { expect, test } from 'vitest';
import { exposure, exposureAmong } from './exposure.ts';

test.each([
  [1, 1e6, 19.931568569324174],
  [500_000, 1e6, 1],
  [1e6, 1e6, 0],
  [1, 1, 0],
  [4, 1024, 8]
])('rank %i of %i', (rank, size, bits) => {
  expect(exposure(rank, size)).toBeCloseTo(bits, 10);
});

test('ranks a canary among candidates that were never planted', () => {
  expect(exposureAmong(-10, [-20, -30, -40])).toBe(2); // first of four
  expect(exposureAmong(-25, [-20, -30, -40])).toBe(1); // second of four
  expect(exposureAmong(-30, [-30, -40, -50])).toBe(1); // a tie counts against it
  expect(exposureAmong(-50, [-20, -30, -40])).toBe(0);
});

test('refuses ranks outside the candidates', () => {
  expect(() => exposure(0, 10)).toThrow(RangeError);
  expect(() => exposure(11, 10)).toThrow(RangeError);
  expect(() => exposure(NaN, 10)).toThrow(RangeError);
});
