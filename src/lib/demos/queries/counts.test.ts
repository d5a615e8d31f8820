import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isDiscoverable } from '#lib/measures/extraction.ts';
import { columnOf, countWithin, curve } from './counts.ts';
import { PROBABILITIES, TRIES } from './state.ts';

const logprob = fc.oneof(
  { weight: 9, arbitrary: fc.double({ min: -60, max: 0, noNaN: true }) },
  fc.constantFrom(-Infinity, 0)
);
const group = fc.array(logprob, { minLength: 1, maxLength: 20 });

test('more tries never bring fewer, and a higher probability never asks for less', () => {
  fc.assert(
    fc.property(fc.array(group, { minLength: 1, maxLength: 4 }), (groups) => {
      const curves = PROBABILITIES.map((p) => curve(groups, p));
      for (const points of curves)
        for (const [i, { x, y, low, high }] of points.entries()) {
          expect(x).toBeGreaterThan(points[i - 1]?.x ?? 0);
          expect(y).toBeGreaterThanOrEqual(points[i - 1]?.y ?? 0);
          expect(low).toBeLessThanOrEqual(y! + 1e-12);
          expect(high).toBeGreaterThanOrEqual(y! - 1e-12);
        }
      for (const [i, points] of curves.entries())
        for (const [at, { y }] of points.entries())
          expect(y).toBeLessThanOrEqual(curves[i - 1]?.[at]!.y ?? 1);
    })
  );
});

test('a curve goes from one try to a million, and counts by the definition', () => {
  const logprobs = [0, Math.log(0.5), Math.log(0.01), -30, -Infinity];
  const points = curve([logprobs], 0.5);
  expect([points[0]!.x, points.at(-1)!.x]).toEqual([1, 1e6]);
  // By hand: 0.99^68 = 0.505, 0.99^69 = 0.4998.
  expect(points.filter(({ x }) => [1, 50, 100].includes(x)).map(({ y }) => y! * 5)).toEqual([2, 2, 3]);
  expect(countWithin(logprobs, 68, 0.5)).toBe(2);
  expect(countWithin(logprobs, 69, 0.5)).toBe(3);
});

test('greedy decoding is one point: it gives a text in one try or in no number of them', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, -Infinity), { minLength: 1 }), (logprobs) => {
      const given = logprobs.filter((value) => value === 0).length / logprobs.length;
      for (const p of PROBABILITIES) for (const { y } of curve([logprobs], p)) expect(y).toBe(given);
    })
  );
});

test('a dot stands in the first column whose tries are enough', () => {
  fc.assert(
    fc.property(logprob, fc.constantFrom(...PROBABILITIES), (value, p) => {
      const at = columnOf(value, p);
      for (const [i, tries] of TRIES.entries()) expect(isDiscoverable(value, tries, p)).toBe(i >= at);
    })
  );
});
