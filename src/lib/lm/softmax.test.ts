import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exp, largest, logprob, LOWEST, rank, softmax, TOP, trace } from './softmax.ts';

/** Straight from the definitions, in double precision, with a full sort. */
function naive(logits: Float32Array) {
  const values = Array.from(logits);
  const max = Math.max(...values);
  const total = values.reduce((sum, x) => sum + Math.exp(x - max), 0);
  const probabilities = values.map((x) => Math.exp(x - max) / total);
  const order = values.map((_, id) => id).sort((a, b) => values[b]! - values[a]! || a - b);
  return {
    logprobs: values.map((x) => x - (max + Math.log(total))),
    entropy: -probabilities.reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0),
    order
  };
}

const logitsOf = (constraints: { min: number; max: number }) =>
  fc
    .array(fc.float({ ...constraints, noNaN: true }), { minLength: TOP, maxLength: 300 })
    .map((values) => Float32Array.from(values));

describe.each([
  ['ordinary', { min: -20, max: 20 }],
  ['extreme', { min: -1000, max: 1000 }],
  // So small a range makes many equal values.
  ['tied', { min: 0, max: Math.fround(1e-44) }]
])('%s logits', (_, range) => {
  test('probabilities, ranks, entropy and the ten best equal the naive ones', () => {
    fc.assert(
      fc.property(logitsOf(range), fc.nat(), (logits, pick) => {
        const id = pick % logits.length;
        const expected = naive(logits);
        const actual = trace(softmax(logits), id, String);
        expect(actual.logprob).toBeCloseTo(expected.logprobs[id]!, 9);
        expect(actual.rank).toBe(expected.order.indexOf(id) + 1);
        expect(actual.entropy).toBeCloseTo(expected.entropy, 9);
        expect(actual.top.map(({ id }) => id)).toEqual(expected.order.slice(0, TOP));
        for (const other of actual.top) expect(other.logprob).toBeCloseTo(expected.logprobs[other.id]!, 9);
        expect(actual.text).toBe(String(id));
      })
    );
  });
});

test('a certain token has log-probability 0, rank 1, entropy 0', () => {
  const distribution = softmax(Float32Array.of(0, 1e6, 0, -1e6));
  expect(logprob(distribution, 1)).toBe(0);
  expect(rank(distribution, 1)).toBe(1);
  expect(distribution.entropy).toBeCloseTo(0, 12);
});

test('of n equals, entropy is log n', () => {
  expect(softmax(new Float32Array(4096)).entropy).toBeCloseTo(Math.log(4096), 12);
});

test('largest: any count, ties by id', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 })),
      fc.integer({ min: 1, max: 50 }),
      (values, count) => {
        const order = values.map((_, i) => i).sort((a, b) => values[b]! - values[a]! || a - b);
        expect(largest(Float32Array.from(values), count)).toEqual(order.slice(0, count));
      }
    )
  );
});

test('exp is that of Math, from 0 down', () => {
  fc.assert(
    fc.property(fc.double({ min: LOWEST, max: 0, noNaN: true }), (x) => {
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-12);
    }),
    { numRuns: 2000 }
  );
  expect(exp(0)).toBe(1);
});
