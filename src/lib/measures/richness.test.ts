import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chanceOfNew, chao1, seenOf } from './richness.ts';

/** A generator of numbers in [0, 1) by a seed (mulberry32). */
function randomOf(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let z = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z;
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** So many draws from kinds of these weights; how often each came. */
function draw(weights: readonly number[], draws: number, random: () => number): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const counts = weights.map(() => 0);
  for (let i = 0; i < draws; i++) {
    let mark = random() * total;
    counts[
      Math.max(
        0,
        weights.findIndex((weight) => (mark -= weight) < 0)
      )
    ]!++;
  }
  return counts;
}

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

/** The same population, drawn from again and again. */
function often<T>(times: number, seed: number, one: (random: () => number) => T): T[] {
  return Array.from({ length: times }, (_, i) => one(randomOf(seed + 7919 * i)));
}

const EQUAL = Array.from({ length: 120 }, () => 1);
/** As in a model: some kinds come often, most next to never. */
const UNEVEN = Array.from({ length: 120 }, (_, i) => 1 / (1 + i));

test('counts what was seen', () => {
  expect(seenOf([3, 1, 0, 2, 1, 2, 1])).toEqual({ finds: 10, kinds: 6, once: 3, twice: 2 });
  expect(seenOf([])).toEqual({ finds: 0, kinds: 0, once: 0, twice: 0 });
});

test('nothing seen: everything is new, and nothing is known of how much there is', () => {
  const nothing = seenOf([]);
  expect(chanceOfNew(nothing)).toBe(1);
  expect(chao1(nothing)).toBe(0);
});

test.each([
  ['alike', EQUAL, 150],
  ['alike, drawn often', EQUAL, 600],
  ['uneven', UNEVEN, 150],
  ['uneven, drawn often', UNEVEN, 600]
])('the chance of something new is right in the mean: kinds %s', (_, weights, draws) => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const runs = often(300, 11, (random) => {
    const counts = draw(weights, draws, random);
    const unseen = weights.reduce((sum, weight, i) => (counts[i] ? sum : sum + weight / total), 0);
    return { said: chanceOfNew(seenOf(counts)), unseen };
  });
  const said = mean(runs.map((run) => run.said));
  const unseen = mean(runs.map((run) => run.unseen));
  expect(Math.abs(said - unseen)).toBeLessThan(0.01);
});

test('where all kinds are as likely, the number of kinds is right in the mean', () => {
  const said = mean(often(300, 23, (random) => chao1(seenOf(draw(EQUAL, 200, random)))));
  expect(Math.abs(said - EQUAL.length)).toBeLessThan(4);
});

test('where they are not, it is a lower bound in the mean, nearer than what was seen', () => {
  const runs = often(300, 37, (random) => seenOf(draw(UNEVEN, 200, random)));
  const said = mean(runs.map(chao1));
  expect(said).toBeLessThan(UNEVEN.length);
  expect(said).toBeGreaterThan(mean(runs.map(({ kinds }) => kinds)) + 5);
});

test('whatever was seen, there are at least as many kinds, and no more where none was seen once', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(6)), (counts) => {
      const seen = seenOf(counts);
      expect(chao1(seen)).toBeGreaterThanOrEqual(seen.kinds);
      expect(chanceOfNew(seen)).toBeGreaterThanOrEqual(0);
      expect(chanceOfNew(seen)).toBeLessThanOrEqual(1);
      if (seen.once === 0 && seen.finds > 0) {
        expect(chao1(seen)).toBe(seen.kinds);
        expect(chanceOfNew(seen)).toBe(0);
      }
    })
  );
});
