import { expect, test } from 'vitest';
import { median } from './median.ts';

test('the middle, whatever the order; of two the mean', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([10, 1, 2, 4])).toBe(3);
  expect(median([7])).toBe(7);
});
