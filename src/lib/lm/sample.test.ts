import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decoding } from '#lib/release/record.ts';
import { randomStream } from '#lib/measures/random.ts';
import { candidates, choose, drawLogprobs } from './sample.ts';
import { softmax } from './softmax.ts';

const sampling: Decoding = { method: 'sample', temperature: 1, topK: 0, topP: 1, seed: 0, maxTokens: 1 };
const logits = Float32Array.from([0.5, 2, -1, 1, 3, -4, 2.5, 0]);

/** How often each token is drawn, as a share. */
function shares(decoding: Decoding, draws = 40_000): number[] {
  const counts = new Array<number>(logits.length).fill(0);
  const random = randomStream(3);
  const distribution = softmax(logits);
  for (let i = 0; i < draws; i++) counts[choose(distribution, decoding, random)]!++;
  return counts.map((count) => count / draws);
}

function probabilities(ids: number[], temperature = 1): number[] {
  const weights = Array.from(logits, (x, id) => (ids.includes(id) ? Math.exp(x / temperature) : 0));
  const total = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / total);
}

const all = [...logits.keys()];

describe('shares of 40,000 draws are the probabilities, to four standard errors', () => {
  test.each<[string, Partial<Decoding>, number[]]>([
    ['no limit', {}, probabilities(all)],
    ['temperature 0.5', { temperature: 0.5 }, probabilities(all, 0.5)],
    ['temperature 3', { temperature: 3 }, probabilities(all, 3)],
    ['top-k 3', { topK: 3 }, probabilities([4, 6, 1])],
    ['top-k 1', { topK: 1 }, probabilities([4])],
    ['top-k above the vocabulary', { topK: 99 }, probabilities(all)],
    // 0.45, 0.27, 0.17, 0.06, ...: two reach 0.7, three reach 0.8.
    ['top-p 0.7', { topP: 0.7 }, probabilities([4, 6])],
    ['top-p 0.8', { topP: 0.8 }, probabilities([4, 6, 1])],
    ['top-p so small that one token is left', { topP: 0.01 }, probabilities([4])],
    // After top-k 2 the shares are 0.62, 0.38.
    ['top-p counts what top-k left', { topK: 2, topP: 0.6 }, probabilities([4])],
    // At temperature 3 the flatter shares need four tokens to reach 0.7.
    ['temperature comes before top-p', { temperature: 3, topP: 0.7 }, probabilities([4, 6, 1, 3], 3)]
  ])('%s', (_, change, expected) => {
    const actual = shares({ ...sampling, ...change });
    for (const [id, p] of expected.entries()) {
      expect(Math.abs(actual[id]! - p)).toBeLessThanOrEqual(4 * Math.sqrt((p * (1 - p)) / 40_000));
    }
  });
});

test('the nucleus is the smallest set of likeliest tokens that reaches p', () => {
  const weight = fc.float({ min: 0, max: 1, noNaN: true });
  const weightsOf = fc.array(weight, { minLength: 1, maxLength: 200 }).filter((w) => w.some((x) => x > 0));
  fc.assert(
    fc.property(weightsOf, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (values, topP) => {
      const weights = Float32Array.from(values);
      const total = values.reduce((a, b) => a + b);
      const order = values.map((_, id) => id).sort((a, b) => values[b]! - values[a]! || a - b);
      const { ids, sum } = candidates(weights, total, { topK: 0, topP });
      expect(sum / total).toBeCloseTo(ids.reduce((sum, id) => sum + values[id]!, 0) / total, 9);
      const mass = (list: number[]) => list.reduce((sum, id) => sum + values[id]!, 0) / total;
      expect(ids).toEqual(order.slice(0, ids.length));
      expect(mass(ids)).toBeGreaterThanOrEqual(topP - 1e-12);
      expect(mass(ids.slice(0, -1))).toBeLessThan(topP + 1e-12);
    })
  );
});

test.each<[string, Partial<Decoding>]>([
  ['greedy', { method: 'greedy', temperature: 5 }],
  ['temperature zero', { temperature: 0 }]
])('%s takes the likeliest token, of equals the first', (_, change) => {
  const never = () => {
    throw new Error('no chance is needed');
  };
  expect(choose(softmax(logits), { ...sampling, ...change }, never)).toBe(4);
  expect(choose(softmax(Float32Array.of(1, 2, 2)), { ...sampling, ...change }, never)).toBe(1);
});

test('the ends of the random interval stay inside the vocabulary', () => {
  const distribution = softmax(Float32Array.of(-Infinity, 1, 2, -Infinity));
  expect(choose(distribution, sampling, () => 0)).toBe(1);
  expect(choose(distribution, sampling, () => 1 - 2 ** -32)).toBe(2);
});

describe('the log-probability of drawing a token', () => {
  /** By sorting and dividing, without the code under test. */
  function bruteForce(logits: Float32Array, id: number, temperature: number, topK: number): number {
    const sorted = [...logits.keys()].sort((a, b) => logits[b]! - logits[a]! || a - b);
    const kept = topK > 0 ? sorted.slice(0, topK) : sorted;
    if (!kept.includes(id)) return -Infinity;
    const most = logits[sorted[0]!]!;
    const total = kept.reduce((sum, other) => sum + Math.exp((logits[other]! - most) / temperature), 0);
    return (logits[id]! - most) / temperature - Math.log(total);
  }

  test('is that of the cut distribution made whole again, as brute force has it, equals too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 2, maxLength: 60 }),
        fc.nat(),
        fc.array(fc.record({ temperature: fc.double({ min: 0.2, max: 3, noNaN: true }), topK: fc.nat(70) }), {
          minLength: 1,
          maxLength: 6
        }),
        (tenths, at, drawings) => {
          const logits = Float32Array.from(tenths, (tenth) => tenth / 10);
          const id = at % logits.length;
          const found = drawLogprobs(softmax(logits), id, drawings);
          for (const [i, { temperature, topK }] of drawings.entries()) {
            const wanted = bruteForce(logits, id, temperature, topK);
            if (wanted === -Infinity) expect(found[i]).toBe(-Infinity);
            else expect(found[i]).toBeCloseTo(wanted, 9);
          }
        }
      )
    );
  });

  test('of all tokens together it is one', () => {
    for (const topK of [0, 1, 3, 99])
      for (const temperature of [0.3, 1, 2]) {
        const of = (id: number) => drawLogprobs(softmax(logits), id, [{ temperature, topK }])[0]!;
        expect(all.reduce((sum, id) => sum + Math.exp(of(id)), 0)).toBeCloseTo(1, 10);
      }
  });

  test('is how often it is drawn, to four standard errors', () => {
    const drawing = { temperature: 1.5, topK: 4 };
    const found = shares({ ...sampling, ...drawing });
    for (const id of all) {
      const p = Math.exp(drawLogprobs(softmax(logits), id, [drawing])[0]!);
      expect(Math.abs(found[id]! - p)).toBeLessThanOrEqual(4 * Math.sqrt((p * (1 - p)) / 40_000));
    }
  });
});
