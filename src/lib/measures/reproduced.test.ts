import { expect, test } from 'vitest';
import { overlapRate, reproduced } from './reproduced.ts';

test('a run counts from the least length on', () => {
  const runs = [[3, 15]] as const;
  expect(reproduced(runs, 15)).toEqual([{ start: 3, end: 18 }]);
  expect(reproduced(runs, 16)).toEqual([]);
});

test('runs that meet or overlap are one stretch, and what is too short joins none', () => {
  const runs = [
    [0, 14],
    [10, 5],
    [14, 17],
    [32, 20]
  ] as const;
  expect(reproduced(runs, 10)).toEqual([
    { start: 0, end: 31 },
    { start: 32, end: 52 }
  ]);
});

test('the rate is the share of the characters', () => {
  expect(
    overlapRate(10, [
      { start: 0, end: 2 },
      { start: 5, end: 8 }
    ])
  ).toBeCloseTo(0.5);
  expect(overlapRate(0, [])).toBe(0);
});
