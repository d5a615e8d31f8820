import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistanceWithin } from './edit-distance-within.ts';
import { editDistance } from './edit-distance.ts';

const tokens = fc.array(fc.nat(3), { maxLength: 24 });

test('is the edit distance up to the limit, and infinite past it', () => {
  fc.assert(
    fc.property(tokens, tokens, fc.nat(26), (a, b, limit) => {
      const distance = editDistance(a, b);
      expect(editDistanceWithin(a, b, limit)).toBe(distance <= limit ? distance : Infinity);
    }),
    { numRuns: 2000 }
  );
});

test('takes a limit that is no whole number, or that nothing is within', () => {
  expect(editDistanceWithin([1, 2, 3], [1, 3], 1.9)).toBe(1);
  expect(editDistanceWithin([1, 2, 3], [1, 3], 0.9)).toBe(Infinity);
  expect(editDistanceWithin([1, 2, 3], [1, 2, 3], 0)).toBe(0);
  expect(editDistanceWithin([1], [1], -0.5)).toBe(Infinity);
  expect(editDistanceWithin([1], [1], -9)).toBe(Infinity);
});
