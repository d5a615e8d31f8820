import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logPerplexity, METRICS, suspicion, windowLogPerplexity, type Surprise } from './suspicion.ts';

const logprob = fc.double({ min: -20, max: -1e-6, noNaN: true });
const list = fc.array(logprob, { minLength: 1, maxLength: 80 });
const sample = (logprobs: number[]): Surprise => ({
  own: logPerplexity(logprobs),
  window: windowLogPerplexity(logprobs),
  small: 4,
  medium: 3,
  lowercase: 5,
  zlib: 100
});

test('by hand', () => {
  const scores = suspicion(sample([-1, -3]));
  expect(scores).toEqual({
    perplexity: -2,
    small: 2,
    medium: 1.5,
    zlib: 50,
    lowercase: Math.exp(3),
    window: -2
  });
  expect(Object.keys(scores)).toEqual([...METRICS]);
});

test('the window finds the sure stretch of an unsure text', () => {
  const logprobs = [
    ...Array<number>(60).fill(-6),
    ...Array<number>(50).fill(-0.1),
    ...Array<number>(60).fill(-6)
  ];
  expect(windowLogPerplexity(logprobs)).toBeCloseTo(0.1, 12);
  expect(logPerplexity(logprobs)).toBeGreaterThan(4);
});

test('no window is surer than the surest token, nor less sure than the whole', () => {
  fc.assert(
    fc.property(list, fc.integer({ min: 1, max: 100 }), (logprobs, width) => {
      const least = windowLogPerplexity(logprobs, width);
      expect(least).toBeGreaterThanOrEqual(-Math.max(...logprobs) - 1e-9);
      expect(windowLogPerplexity(logprobs.toReversed(), width)).toBeCloseTo(least, 9);
      if (logprobs.length % width === 0) expect(least).toBeLessThanOrEqual(logPerplexity(logprobs) + 1e-9);
      if (logprobs.length <= width) expect(least).toBeCloseTo(logPerplexity(logprobs), 9);
    })
  );
});

test('a model surer of a text never makes it less suspicious', () => {
  fc.assert(
    fc.property(list, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (logprobs, factor) => {
      const before = suspicion(sample(logprobs));
      const after = suspicion(sample(logprobs.map((x) => x * factor)));
      for (const metric of METRICS) expect(after[metric]).toBeGreaterThanOrEqual(before[metric]);
    })
  );
});

test('no tokens are no reason for suspicion, and certainty is every reason', () => {
  expect(logPerplexity([])).toBe(Infinity);
  expect(suspicion(sample([])).perplexity).toBe(-Infinity);
  expect(suspicion(sample([])).zlib).toBe(0);
  expect(suspicion(sample([0, 0])).zlib).toBe(Infinity);
});
