import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meeting, spread } from './labels.ts';

const wanted = fc.array(
  fc.record({
    centre: fc.double({ min: -500, max: 500, noNaN: true }),
    height: fc.double({ min: 1, max: 60, noNaN: true })
  }),
  { minLength: 1, maxLength: 12 }
);

test('what does not overlap stays where it is', () => {
  expect(spread([10, 50, 90], [20, 20, 20])).toEqual([10, 50, 90]);
});

test('two that overlap part evenly, and stay inside', () => {
  expect(spread([50, 52], [20, 20])).toEqual([41, 61]);
  expect(spread([2, 3], [10, 10], 0, 100)).toEqual([5, 15]);
  expect(spread([99, 98], [10, 10], 0, 100)).toEqual([95, 85]);
});

test('none overlaps, the order is kept, and all are inside where there is room', () => {
  fc.assert(
    fc.property(wanted, (labels) => {
      const centres = labels.map((l) => l.centre);
      const heights = labels.map((l) => l.height);
      const placed = spread(centres, heights, -400, 400);
      const order = centres.map((_, i) => i).sort((a, b) => placed[a]! - placed[b]!);
      order.forEach((i, k) => {
        if (k === 0) return;
        const before = order[k - 1]!;
        expect(placed[i]! - heights[i]! / 2).toBeGreaterThanOrEqual(
          placed[before]! + heights[before]! / 2 - 1e-6
        );
        expect(centres[i]!).toBeGreaterThanOrEqual(centres[before]!);
      });
      // Twelve of sixty at most: less than the eight hundred there are.
      placed.forEach((at, i) => {
        expect(at - heights[i]! / 2).toBeGreaterThanOrEqual(-400 - 1e-6);
        expect(at + heights[i]! / 2).toBeLessThanOrEqual(400 + 1e-6);
      });
    })
  );
});

test('lines that end at one place with one value meet; others do not', () => {
  const ends = ['0 %', '2 %', '0 %'].map((value) => ({ x: 128, value }));
  expect(meeting([...ends, { x: 64, value: '0 %' }])).toEqual([[0, 2], [1], [3]]);
  expect(meeting([])).toEqual([]);
});
