import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quartiles } from './quartiles.ts';

test('are those of R', () => {
  // quantile(c(7, 1, 4, 2), c(.25, .5, .75)), of type 7 and of type 1
  expect(quartiles([7, 1, 4, 2])).toEqual({ low: 1.75, median: 3, high: 4.75 });
  expect(quartiles([7, 1, 4, 2], false)).toEqual({ low: 1, median: 2, high: 4 });
  expect(quartiles([5])).toEqual({ low: 5, median: 5, high: 5 });
  expect(quartiles([5], false)).toEqual({ low: 5, median: 5, high: 5 });
  expect(quartiles([1, 2, 3, 4, 5])).toEqual({ low: 2, median: 3, high: 4 });
  expect(() => quartiles([])).toThrow(RangeError);
});

test('split the sample, whatever its order, and without interpolation are of it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 }),
      fc.boolean(),
      (values, between) => {
        const given = [...values];
        const { low, median, high } = quartiles(values, between);
        expect(values).toEqual(given);
        expect(quartiles(values.toReversed(), between)).toEqual({ low, median, high });
        expect(low).toBeLessThanOrEqual(median);
        expect(median).toBeLessThanOrEqual(high);
        if (!between) expect(values).toEqual(expect.arrayContaining([low, median, high]));
        const half = values.length / 2;
        expect(values.filter((value) => value < median).length).toBeLessThanOrEqual(half);
        expect(values.filter((value) => value > median).length).toBeLessThanOrEqual(half);
      }
    )
  );
});
