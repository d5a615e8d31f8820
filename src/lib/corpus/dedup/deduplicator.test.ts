import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance } from '#lib/measures/edit-distance.ts';
import { collectionOfText } from './collection.ts';
import { Deduplicator, type Place } from './deduplicator.ts';
import { makeCollection } from './fixture.ts';
import { PAPER } from './near.ts';

const spelling = {
  decode: (ids: readonly number[]) => ids.join(' '),
  piece: (id: number) => `${id} `
};

const make = (documents: number[][], copies?: number[]) =>
  new Deduplicator(makeCollection(documents, copies), spelling);

const ids = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 30 });
const documents = fc.array(ids, { minLength: 1, maxLength: 5 });
const copies = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 5, maxLength: 5 });

/** The tokens from a place on, to the end of its document. */
const from = (texts: number[][], { document, at }: Place) => texts[document]!.slice(at);

test('every run that is listed stands where it is said to stand, and before', () => {
  fc.assert(
    fc.property(documents, fc.integer({ min: 1, max: 6 }), (texts, min) => {
      const { runs, count } = make(texts).exact(min);
      expect(runs).toHaveLength(Math.min(count, 6));
      for (const { here, before, length, text } of runs) {
        expect(length).toBeGreaterThanOrEqual(min);
        expect(from(texts, here).slice(0, length).join(' ')).toBe(text);
        expect(from(texts, before).slice(0, length).join(' ')).toBe(text);
        const earlier =
          before.document < here.document || (before.document === here.document && before.at < here.at);
        expect(earlier).toBe(true);
      }
      const lengths = runs.map(({ length }) => length);
      expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
    })
  );
});

test('of a long run the beginning is shown', () => {
  const long = Array.from({ length: 90 }, (_, i) => i + 1);
  const [run] = make([long, [99, ...long]]).exact(50).runs;
  expect(run).toEqual({
    here: { document: 1, at: 1 },
    before: { document: 0, at: 0 },
    length: 90,
    text: spelling.decode(long.slice(0, 60))
  });
});

test('what goes adds up by document, and is what the overview says at each threshold', () => {
  fc.assert(
    fc.property(documents, copies, (texts, copies) => {
      const deduplicator = make(texts, copies);
      const { unit, documents, removals } = deduplicator.overview();
      expect(unit).toBe('token');
      expect(documents).toBe(deduplicator.collection.documents);
      for (const removal of removals) {
        const { byDocument, min, once, all } = deduplicator.exact(removal.min);
        expect(removal).toEqual({ min, once, all });
        expect(byDocument.reduce((sum, n) => sum + n, 0)).toBe(once);
        byDocument.forEach((n, d) => expect(n).toBeLessThanOrEqual(texts[d]!.length));
      }
    })
  );
});

test('thresholds rise, from phrases to passages, and words have lower ones than tokens', () => {
  const tokens = make([[1]])
    .overview()
    .removals.map(({ min }) => min);
  const { collection } = collectionOfText('one');
  const words = new Deduplicator(collection, spelling).overview().removals.map(({ min }) => min);
  for (const mins of [tokens, words]) expect(mins).toEqual([...new Set(mins)].sort((a, b) => a - b));
  // The definitions of the literature: 13-grams of GPT-3, 50 tokens of Lee et al. 2022.
  expect(tokens).toEqual(expect.arrayContaining([13, 50, 128]));
  expect(words).toEqual(expect.arrayContaining([2, 13, 50]));
});

test('two documents beside each other: as many tokens in both as the edits leave, the same ones, in order', () => {
  fc.assert(
    fc.property(ids, ids, fc.integer({ min: 1, max: 3 }), (left, right, k) => {
      const deduplicator = make([left, right]);
      const { a, b, edit, jaccard, cut } = deduplicator.compare(0, 1, k);
      expect(a.map(({ text }) => text)).toEqual(left.map(spelling.piece));
      expect(b.map(({ text }) => text)).toEqual(right.map(spelling.piece));
      const same = (side: typeof a) => side.filter(({ same }) => same).map(({ text }) => text);
      expect(same(a)).toEqual(same(b));
      const longer = Math.max(left.length, right.length);
      expect(longer - same(a).length).toBeLessThanOrEqual(editDistance(left, right));
      expect(edit).toBeCloseTo(longer ? 1 - editDistance(left, right) / longer : 1, 12);
      expect(cut).toBe(false);
      const [mine, yours] = [left, right].map(
        (text) =>
          new Set(
            text
              .map((_, i) => text.slice(i, i + k))
              .filter(({ length }) => length === k)
              .map(String)
          )
      );
      const all = mine!.union(yours!).size;
      expect(jaccard).toBeCloseTo(all ? mine!.intersection(yours!).size / all : 0, 12);
    })
  );
});

test('of documents too long for an alignment the beginnings are compared', () => {
  const long = (n: number) => Array.from({ length: n }, (_, i) => 1 + (i % 50));
  const [whole, longer] = [long(600), [...long(600), 77]];
  expect(make([whole, whole]).compare(0, 1, 1)).toMatchObject({ cut: false, edit: 1 });
  for (const [a, b] of [
    [whole, longer],
    [longer, whole]
  ] as const) {
    const found = make([a, b]).compare(0, 1, 1);
    expect(found).toMatchObject({ cut: true, edit: 1, jaccard: 50 / 51 });
    expect([found.a.length, found.b.length]).toEqual([600, 600]);
  }
});

test('sets of k-grams are kept while k stays, and made anew for another', () => {
  const deduplicator = make([[1, 2, 1, 2]]);
  const pairs = deduplicator.shingles(2);
  expect(pairs[0]).toHaveLength(2);
  expect(deduplicator.shingles(2)).toBe(pairs);
  expect(deduplicator.shingles(1)[0]).toHaveLength(2);
  expect(deduplicator.shingles(4)[0]).toHaveLength(1);
});

test('near duplicates are sought by the k-grams of the settings, and it says how far it is', () => {
  const deduplicator = make([
    [1, 2, 3, 4],
    [1, 2, 3, 5]
  ]);
  const settings = { ...PAPER, rows: 1, bands: 40, jaccard: 0.3, edit: 0.5 };
  const steps: string[] = [];
  const { merges } = deduplicator.near({ ...settings, k: 2 }, (step) => steps.push(step));
  // 1 2 and 2 3 of 1 2, 2 3, 3 4 and 3 5.
  expect(merges).toEqual([{ a: 0, b: 1, jaccard: 0.5, edit: 0.75 }]);
  expect(steps).toContain('compare');
  expect(deduplicator.near({ ...settings, k: 4 }).merges).toEqual([]);
});
