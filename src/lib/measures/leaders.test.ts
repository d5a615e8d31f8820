import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromWhichOn, intervalsApart, leaders, soleLeader } from './leaders.ts';

const same = (n: number) => n;
const numbers = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1 });

test('without intervals the leaders are the items of the greatest value, in their order', () => {
  expect(leaders(['zlib', 'a', 'window', 'bb'], (s) => (s === 'a' || s === 'bb' ? 1 : 2))).toEqual([
    'zlib',
    'window'
  ]);
  fc.assert(
    fc.property(numbers, (items) => {
      const greatest = [...items].sort((a, b) => b - a)[0]!;
      const found = leaders(items, same);
      expect(found).toHaveLength(items.filter((item) => item === greatest).length);
      expect(new Set(found)).toEqual(new Set([greatest]));
    })
  );
  expect(leaders([], same)).toEqual([]);
});

test('with intervals nobody leads alone who is not told apart from the next', () => {
  const estimate = fc
    .tuple(fc.integer({ min: 0, max: 20 }), fc.nat(4), fc.nat(4))
    .map(([value, below, above]) => ({ value, low: value - below, high: value + above }));
  fc.assert(
    fc.property(fc.array(estimate, { minLength: 1 }), (items) => {
      const found = leaders(items, ({ value }) => value, intervalsApart);
      const best = items.filter((item) => items.every(({ value }) => value <= item.value));
      for (const item of items) {
        const overlaps = best.some(({ low, high }) => item.low <= high && low <= item.high);
        expect(found.includes(item)).toBe(overlaps);
      }
    })
  );
});

test('intervals that share a point are not apart, whichever comes first', () => {
  expect(intervalsApart({ low: 0, high: 1 }, { low: 1, high: 2 })).toBe(false);
  expect(intervalsApart({ low: 1, high: 2 }, { low: 0, high: 1 })).toBe(false);
  expect(intervalsApart({ low: 0, high: 1 }, { low: 2, high: 3 })).toBe(true);
  expect(intervalsApart({ low: 2, high: 3 }, { low: 0, high: 1 })).toBe(true);
});

test('a text that names one ends the build where there is a tie', () => {
  expect(soleLeader([1, 3, 2], same)).toBe(3);
  expect(() => soleLeader([3, 1, 3], same)).toThrow('2 of 3 lead, not one.');
  expect(() => soleLeader([], same)).toThrow(RangeError);
});

test('from a level on: it holds there and at every later one, and not at the one before', () => {
  expect(fromWhichOn([0, 1, 2, 4], (n) => n >= 2)).toBe(2);
  expect(fromWhichOn([0, 1, 2, 4], (n) => n === 1)).toBeUndefined();
  expect(fromWhichOn([], () => true)).toBeUndefined();
  fc.assert(
    fc.property(fc.array(fc.boolean()), (held) => {
      const levels = held.map((_, at) => at);
      const found = fromWhichOn(levels, (at) => held[at]!);
      const good = levels.filter((at) => held.slice(at).every(Boolean));
      expect(found).toBe(good[0]);
    })
  );
});
