import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matched } from './matched.ts';

test('counts equal leading tokens', () => {
  expect(matched([1, 2, 3, 9, 5], [1, 2, 3, 4, 5])).toBe(3);
  expect(matched([9, 2, 3], [1, 2, 3])).toBe(0);
  expect(matched([], [1])).toBe(0);
  expect(matched(new Uint16Array([1, 2]), [1, 2, 3])).toBe(2);
});

test('is what the two sequences were built to share', () => {
  const ids = fc.array(fc.nat(5));
  fc.assert(
    fc.property(ids, ids, ids, (shared, a, b) => {
      expect(matched([...shared, 6, ...a], [...shared, 7, ...b])).toBe(shared.length);
    })
  );
});
