import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wilson } from './wilson.ts';

test.each([
  // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718]
])('%i of %i', (successes, n, low, high) => {
  const interval = wilson(successes, n);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

test('ends are exact, and nothing is known without trials', () => {
  expect(wilson(0, 48).low).toBe(0);
  expect(wilson(48, 48).high).toBe(1);
  expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
});

test('holds the proportion, mirrors, and narrows with more trials', () => {
  const trials = fc.integer({ min: 1, max: 500 }).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)));
  fc.assert(
    fc.property(trials, ([successes, n]) => {
      const { low, high } = wilson(successes, n);
      expect(0 <= low && low <= successes / n && successes / n <= high && high <= 1).toBe(true);
      const mirror = wilson(n - successes, n);
      expect(mirror.low).toBeCloseTo(1 - high, 12);
      const more = wilson(successes * 4, n * 4);
      expect(more.high - more.low).toBeLessThan(high - low);
    })
  );
});

test('refuses what is no proportion', () => {
  expect(() => wilson(5, 4)).toThrow(RangeError);
  expect(() => wilson(-1, 4)).toThrow(RangeError);
});
