import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { align, editDistance, normalizedEditDistance } from './edit-distance.ts';

const codes = (word: string) => Array.from(word, (c) => c.charCodeAt(0));
const ids = fc.array(fc.nat(4), { maxLength: 20 });

describe('edit distance', () => {
  test.each([
    ['kitten', 'sitting', 3],
    ['saturday', 'sunday', 3],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['same', 'same', 0],
    ['abcd', 'bcda', 2]
  ])('%s -> %s takes %i edits', (a, b, distance) => {
    expect(editDistance(codes(a), codes(b))).toBe(distance);
  });

  test('is a metric', () => {
    fc.assert(
      fc.property(ids, ids, ids, (a, b, c) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance === 0).toBe(a.join() === b.join());
        expect(editDistance(a, c)).toBeLessThanOrEqual(distance + editDistance(b, c));
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      })
    );
  });

  test('is divided by the longer length', () => {
    expect(normalizedEditDistance(codes('kitten'), codes('sitting'))).toBeCloseTo(3 / 7, 12);
    expect(normalizedEditDistance([], [])).toBe(0);
    expect(normalizedEditDistance([], [1])).toBe(1);
    expect(normalizedEditDistance([1, 2], [3, 4])).toBe(1);
  });
});

describe('alignment', () => {
  test('names each edit', () => {
    expect(align([1, 2, 3, 4], [1, 9, 3, 4, 5])).toEqual([
      { op: 'equal', a: 0, b: 0 },
      { op: 'substitute', a: 1, b: 1 },
      { op: 'equal', a: 2, b: 2 },
      { op: 'equal', a: 3, b: 3 },
      { op: 'insert', b: 4 }
    ]);
    expect(align([1, 2, 3], [1, 3])).toEqual([
      { op: 'equal', a: 0, b: 0 },
      { op: 'delete', a: 1 },
      { op: 'equal', a: 2, b: 1 }
    ]);
    expect(align([], [])).toEqual([]);
  });

  test('turns a into b in as few edits as there are', () => {
    fc.assert(
      fc.property(ids, ids, (a, b) => {
        const edits = align(a, b);
        const made: number[] = [];
        let read = 0;
        for (const edit of edits) {
          if (edit.op !== 'insert') expect(edit.a).toBe(read++);
          if (edit.op !== 'delete') {
            expect(edit.b).toBe(made.length);
            made.push(b[edit.b]!);
          }
          if (edit.op === 'equal') expect(a[edit.a]).toBe(b[edit.b]);
          if (edit.op === 'substitute') expect(a[edit.a]).not.toBe(b[edit.b]);
        }
        expect(read).toBe(a.length);
        expect(made).toEqual(b);
        expect(edits.filter(({ op }) => op !== 'equal')).toHaveLength(editDistance(a, b));
      })
    );
  });
});
