import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDiscoverable, logSamplesNeeded, probabilityWithin, samplesNeeded } from './extraction.ts';

describe('samples needed', () => {
  test.each([
    // 1 - 0.5^n >= p, by hand
    [0.5, 0.5, 1],
    [0.5, 0.75, 2],
    [0.5, 0.76, 3],
    [0.5, 0.875, 3],
    // 0.9^6 = 0.531441, 0.9^7 = 0.4782969
    [0.1, 0.5, 7],
    // log(0.1) / log(0.999) = 2301.43...
    [0.001, 0.9, 2302],
    [1, 0.999, 1]
  ])('a suffix of probability %f, at p = %f: %i', (z, p, n) => {
    expect(samplesNeeded(Math.log(z), p)).toBe(n);
  });

  test('is stable for suffixes hardly ever sampled', () => {
    // For small p_z the number is -log(1 - p) / p_z: ln 2 / p_z at one half.
    expect(samplesNeeded(Math.log(1e-12), 0.5) / (Math.LN2 * 1e12)).toBeCloseTo(1, 10);
    expect(samplesNeeded(-300 * Math.LN10, 0.5) / (Math.LN2 * 1e300)).toBeCloseTo(1, 9);
    // Past what a double holds: the log goes on, the number is infinite.
    expect(logSamplesNeeded(-2000, 0.5)).toBeCloseTo(2000 + Math.log(Math.LN2), 9);
    expect(samplesNeeded(-2000, 0.5)).toBe(Infinity);
    expect(samplesNeeded(-Infinity, 0.5)).toBe(Infinity);
  });

  test('is continuous where the approximation for small probabilities begins', () => {
    const step = logSamplesNeeded(-37 - 1e-9, 0.5) - logSamplesNeeded(-37 + 1e-9, 0.5);
    expect(step).toBeCloseTo(2e-9, 12);
  });

  test('is the least number that suffices', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -14, max: -0.01, noNaN: true }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (logprob, p) => {
          const n = samplesNeeded(logprob, p);
          expect(probabilityWithin(logprob, n)).toBeGreaterThanOrEqual(p - 1e-9);
          expect(probabilityWithin(logprob, n - 1)).toBeLessThan(p + 1e-9);
          expect(isDiscoverable(logprob, n, p)).toBe(true);
          expect(isDiscoverable(logprob, n - 1, p)).toBe(false);
        }
      )
    );
  });

  test.each([
    [0.1, 0.5],
    [NaN, 0.5],
    [-1, 0],
    [-1, 1],
    [-1, NaN]
  ])('refuses log-probability %f with p = %f', (logprob, p) => {
    expect(() => samplesNeeded(logprob, p)).toThrow(RangeError);
  });
});

describe('probability within n samples', () => {
  test.each([
    [0.5, 0, 0],
    [0.5, 1, 0.5],
    [0.5, 3, 0.875],
    [0.1, 7, 0.5217031],
    [1, 1, 1],
    [1, 0, 0]
  ])('of a suffix of probability %f, n = %i: %f', (z, n, expected) => {
    expect(probabilityWithin(Math.log(z), n)).toBeCloseTo(expected, 12);
  });

  test('keeps its digits where it is tiny', () => {
    expect(probabilityWithin(-300 * Math.LN10, 1000) / 1e-297).toBeCloseTo(1, 9);
    expect(probabilityWithin(-Infinity, 1000)).toBe(0);
  });

  test.each([
    [-1, -1],
    [-1, NaN],
    [0.1, 1]
  ])('refuses log-probability %f with n = %f', (logprob, n) => {
    expect(() => probabilityWithin(logprob, n)).toThrow(RangeError);
  });
});
