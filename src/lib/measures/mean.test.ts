import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean } from './mean.ts';

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
