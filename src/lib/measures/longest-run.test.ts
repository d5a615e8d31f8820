import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longestRun } from './longest-run.ts';

test('finds the longest common stretch, wherever it stands', () => {
  expect(longestRun([1, 2, 3, 4, 5], [9, 3, 4, 5, 9])).toEqual({ length: 3, a: 2, b: 1 });
  expect(longestRun([1, 2], [3, 4])).toEqual({ length: 0, a: 0, b: 0 });
  expect(longestRun([], [1])).toEqual({ length: 0, a: 0, b: 0 });
  expect(longestRun([7, 7, 7], [7, 7])).toEqual({ length: 2, a: 0, b: 0 });
});

test('of equal runs takes the earliest in a, then in b', () => {
  expect(longestRun([1, 2, 8, 3, 4], [3, 4, 9, 1, 2])).toEqual({ length: 2, a: 0, b: 3 });
  expect(longestRun([1, 2], [1, 2, 9, 1, 2])).toEqual({ length: 2, a: 0, b: 0 });
});

test('agrees with trying every pair of starts', () => {
  const ids = fc.array(fc.nat(3), { maxLength: 25 });
  fc.assert(
    fc.property(ids, ids, (a, b) => {
      let best = { length: 0, a: 0, b: 0 };
      for (let i = 0; i < a.length; i++) {
        for (let j = 0; j < b.length; j++) {
          let length = 0;
          while (i + length < a.length && j + length < b.length && a[i + length] === b[j + length]) length++;
          if (length > best.length) best = { length, a: i, b: j };
        }
      }
      expect(longestRun(a, b)).toEqual(best);
    })
  );
});
