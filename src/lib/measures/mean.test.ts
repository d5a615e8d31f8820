import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, meanOver } from './mean.ts';

describe('mean', () => {
  it('agrees with the tables of t', () => {
    // 0 and 2 have mean 1 and standard error 1, so that the half width is the quantile.
    const half = (n: number) => {
      const values = Array.from({ length: n }, (_, i): number => (i % 2 === 0 ? 0 : 2));
      const { high, mean: m } = mean(values);
      const error = Math.sqrt(values.reduce((sum, v) => sum + (v - m) ** 2, 0) / (n - 1) / n);
      return (high - m) / error;
    };
    expect(half(11)).toBeCloseTo(2.2281, 3);
    expect(half(25)).toBeCloseTo(2.0639, 3);
    expect(half(48)).toBeCloseTo(2.0117, 3);
    expect(half(1001)).toBeCloseTo(1.9623, 3);
    // To more digits than tables print: every term of the expansion counts.
    expect(half(101)).toBeCloseTo(1.98397151845, 7);
  });

  it('moves and stretches with its values', () => {
    const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 1, max: 9 }),
        (all, by, times) => {
          const [a, b] = [mean(all), mean(all.map((value) => by + times * value))];
          expect(b.mean).toBeCloseTo(by + times * a.mean, 6);
          expect(b.high - b.low).toBeCloseTo(times * (a.high - a.low), 6);
          expect(a.low).toBeLessThanOrEqual(a.mean);
        }
      )
    );
  });

  it('has no interval for a single value', () => {
    expect(() => mean([1])).toThrow('mean of 1 value has no interval');
    expect(() => mean([])).toThrow('mean of 0 values');
  });
});

describe('meanOver', () => {
  it('agrees with an example worked by hand', () => {
    // Variances 2.5 and 10 over 5 and 5: standard error 1.5811, 5.882 degrees of freedom.
    const {
      mean: over,
      low,
      high,
      n
    } = meanOver(
      [3, 4, 5, 6, 7],
      [1, 3, 5, 7, 9].map((value) => value - 3)
    );
    expect([over, n]).toEqual([3, 5]);
    expect(high - over).toBeCloseTo(over - low, 9);
    // t of 5.882 degrees of freedom: 2.459 (between 2.571 for 5 and 2.447 for 6).
    expect((high - over) / Math.sqrt(2.5)).toBeCloseTo(2.459, 2);
  });

  it('is turned about with its samples, and none where nothing varies', () => {
    const sample = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [there, back] = [meanOver(a, b), meanOver(b, a)];
        expect(there.mean).toBeCloseTo(-back.mean, 9);
        expect(there.low).toBeCloseTo(-back.high, 6);
        expect(there.low).toBeLessThanOrEqual(there.mean);
      })
    );
    expect(meanOver([2, 2], [1, 1])).toEqual({ mean: 1, low: 1, high: 1, n: 2 });
    expect(() => meanOver([2], [1, 1])).toThrow('mean of 1 value has no interval');
  });
});
