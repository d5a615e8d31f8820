import { expect, test } from 'vitest';
import { rankBand } from './rank-band.ts';

test.each([
  [1, 'top 1'],
  [2, 'top 10'],
  [10, 'top 10'],
  [11, 'top 100'],
  [100, 'top 100'],
  [101, 'beyond'],
  [4096, 'beyond']
])('rank %i is %s', (rank, band) => {
  expect(rankBand(rank)).toBe(band);
});

test.each([0, -1, NaN])('%f is no rank', (rank) => {
  expect(() => rankBand(rank)).toThrow(RangeError);
});
