import { expect, test } from 'vitest';
import { meanError, stroke } from './sketch.ts';

test('a stroke fills the columns that a fast pen passed', () => {
  expect(stroke([null, null, null, null], 0, 1, null)).toEqual([1, null, null, null]);
  expect(stroke([1, null, null, null], 3, 0.4, { column: 0, value: 1 })).toEqual([
    1, 0.8, 0.6000000000000001, 0.4
  ]);
  expect(stroke([null, null, null], 0, 0, { column: 2, value: 1 })).toEqual([0, 0.5, null]);
});

test('how far off counts only what was drawn', () => {
  expect(meanError([null, null], [1, 1])).toBeNull();
  expect(meanError([0.5, null, 1], [0, 1, 1])).toBe(0.25);
});
