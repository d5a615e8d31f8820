import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Collection } from './collection.ts';
import { makeCollection, suffixesOf } from './fixture.ts';
import { keptStretches, maximalRuns, previousRepeats, removedStretches, removedTokens } from './repeats.ts';

const repeatsOf = (collection: Collection) => {
  const { sa, lcp } = suffixesOf(collection);
  return previousRepeats(collection, sa, lcp);
};

/** Positions that go, told from all pairs of places: slow, and by the words of the definition. */
function removedSlowly({ stream, documents }: Collection, min: number): number[] {
  const starts = documents.flatMap(({ start, length }) =>
    Array.from({ length: Math.max(0, length - min + 1) }, (_, i) => start + i)
  );
  const same = (p: number, q: number) => {
    for (let i = 0; i < min; i++) if (stream[p + i] !== stream[q + i]) return false;
    return true;
  };
  const gone = new Set<number>();
  for (const here of starts) {
    for (const before of starts) {
      if (before >= here || !same(before, here)) continue;
      for (let i = Math.max(here, before + min); i < here + min; i++) gone.add(i);
    }
  }
  return [...gone].sort((a, b) => a - b);
}

const documents = fc.array(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 14 }), {
  minLength: 1,
  maxLength: 6
});

test('takes what a comparison of all places with all takes', () => {
  fc.assert(
    fc.property(documents, fc.integer({ min: 1, max: 6 }), (ids, min) => {
      const collection = makeCollection(ids);
      const stretches = removedStretches(repeatsOf(collection), min);
      const positions = stretches.flatMap(({ from, to }) =>
        Array.from({ length: to - from }, (_, i) => from + i)
      );
      expect(positions).toEqual(removedSlowly(collection, min));
    }),
    { numRuns: 1000 }
  );
});

test('knows of every position the longest run that also begins before it, and where', () => {
  fc.assert(
    fc.property(documents, (ids) => {
      const collection = makeCollection(ids);
      const { stream } = collection;
      const { length, source } = repeatsOf(collection);
      const shared = (p: number, q: number) => {
        let n = 0;
        while (stream[q + n] !== undefined && stream[q + n] !== 0 && stream[p + n] === stream[q + n]) n++;
        return n;
      };
      for (let i = 0; i < stream.length; i++) {
        expect(length[i]).toBe(Math.max(0, ...Array.from({ length: i }, (_, before) => shared(before, i))));
        if (length[i] === 0) expect(source[i]).toBe(-1);
        else {
          expect(source[i]).toBeGreaterThanOrEqual(0);
          expect(source[i]).toBeLessThan(i);
          expect(shared(source[i]!, i)).toBe(length[i]);
        }
      }
    })
  );
});

test('of each run its first place stays', () => {
  const repeats = repeatsOf(
    makeCollection([
      [1, 2, 3, 4, 9],
      [8, 1, 2, 3, 4],
      [1, 2, 3, 4, 7]
    ])
  );
  // Stream: 0 1 2 3 4 9 0 8 1 2 3 4 0 1 2 3 4 7.
  expect(removedStretches(repeats, 4)).toEqual([
    { from: 8, to: 12 },
    { from: 13, to: 17 }
  ]);
  expect(removedStretches(repeats, 5)).toEqual([]);
  expect(maximalRuns(repeats, 3)).toEqual([
    { at: 8, length: 4, source: 1 },
    { at: 13, length: 4, source: expect.any(Number) }
  ]);
});

test('what stays of the runs is what stands twice and does not go', () => {
  fc.assert(
    fc.property(documents, fc.integer({ min: 1, max: 6 }), (ids, min) => {
      const collection = makeCollection(ids);
      const { stream } = collection;
      const inRuns = new Set<number>();
      const starts = collection.documents.flatMap(({ start, length }) =>
        Array.from({ length: Math.max(0, length - min + 1) }, (_, i) => start + i)
      );
      const same = (p: number, q: number) =>
        Array.from({ length: min }, (_, i) => stream[p + i] === stream[q + i]).every(Boolean);
      for (const p of starts)
        if (starts.some((q) => q !== p && same(p, q))) for (let i = 0; i < min; i++) inRuns.add(p + i);
      const repeats = repeatsOf(collection);
      const places = (of: ReturnType<typeof keptStretches>) =>
        of.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i));
      const gone = new Set(places(removedStretches(repeats, min)));
      const kept = places(keptStretches(repeats, min));
      expect(kept).toEqual([...inRuns].filter((i) => !gone.has(i)).sort((a, b) => a - b));
    }),
    { numRuns: 500 }
  );
});

test('of a run that overlaps itself one length stays', () => {
  const repeats = repeatsOf(makeCollection([Array<number>(30).fill(1)]));
  expect(removedStretches(repeats, 10)).toEqual([{ from: 11, to: 31 }]);
});

test('counts copies of whole documents where they are long enough, and less the higher the threshold', () => {
  const collection = makeCollection(
    [
      [1, 2, 3, 4, 5],
      [6, 7],
      [9, 1, 2, 3, 4]
    ],
    [4, 10, 1]
  );
  const repeats = repeatsOf(collection);
  expect(removedTokens(collection, repeats, 4)).toEqual({
    byDocument: Int32Array.from([0, 0, 4]),
    once: 4,
    all: 4 + 15
  });
  expect(removedTokens(collection, repeats, 2).all).toBe(4 + 15 + 18);
  fc.assert(
    fc.property(documents, (ids) => {
      const some = makeCollection(ids);
      const all = repeatsOf(some);
      const removed = [1, 2, 3, 4, 5].map((min) => removedTokens(some, all, min).once);
      expect(removed).toEqual(removed.toSorted((a, b) => b - a));
    })
  );
});
