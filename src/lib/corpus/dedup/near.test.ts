import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalizedEditDistance } from '#lib/measures/edit-distance.ts';
import { makeCollection, suffixesOf } from './fixture.ts';
import { jaccard, shingles } from './minhash.ts';
import type { Collection } from './collection.ts';
import { clusters, nearDuplicates, type NearSettings, type OnProgress } from './near.ts';

/** So many bands of one hash that every pair with something in common is compared. */
const thorough: NearSettings = { k: 1, bands: 300, rows: 1, jaccard: 0.4, edit: 0.4 };

const find = (collection: Collection, settings: NearSettings, onProgress?: OnProgress) => {
  const { sa, lcp } = suffixesOf(collection);
  return nearDuplicates(collection, shingles(collection, sa, lcp, settings.k), settings, onProgress);
};

const clustersOf = (documents: number[][], settings: NearSettings) => {
  const collection = makeCollection(documents);
  return clusters(find(collection, settings).merges);
};

/** Clusters by comparing all with all. */
function slowly(documents: number[][], { k, jaccard: least, edit }: NearSettings): number[][] {
  const collection = makeCollection(documents);
  const { sa, lcp } = suffixesOf(collection);
  const sets = shingles(collection, sa, lcp, k);
  const group = documents.map((_, i) => i);
  documents.forEach((a, i) =>
    documents.forEach((b, j) => {
      const near = jaccard(sets[i]!, sets[j]!) > least && 1 - normalizedEditDistance(a, b) > edit;
      if (i === j || !near) return;
      const [to, from] = [group[i]!, group[j]!];
      group.forEach((g, n) => {
        if (g === from) group[n] = to;
      });
    })
  );
  return [...new Set(group)]
    .map((g) => documents.map((_, i) => i).filter((i) => group[i] === g))
    .filter((members) => members.length > 1)
    .sort((a, b) => b.length - a.length || a[0]! - b[0]!);
}

const texts = fc.array(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 10 }), {
  maxLength: 8
});

test('finds the clusters that a comparison of all with all finds', () => {
  fc.assert(
    fc.property(texts, fc.constantFrom(0.3, 0.5, 0.7), fc.constantFrom(0.3, 0.6), (documents, j, edit) => {
      const settings = { ...thorough, jaccard: j, edit };
      expect(clustersOf(documents, settings)).toEqual(slowly(documents, settings));
    })
  );
});

test('clusters do not depend on the order of the documents', () => {
  fc.assert(
    fc.property(
      texts.chain((documents) =>
        fc.tuple(
          fc.constant(documents),
          fc.shuffledSubarray(
            documents.map((_, i) => i),
            { minLength: documents.length }
          )
        )
      ),
      ([documents, order]) => {
        const asSets = (found: number[][], name: (i: number) => number) =>
          found
            .map((group) =>
              group
                .map(name)
                .sort((a, b) => a - b)
                .join()
            )
            .sort();
        const before = clustersOf(documents, thorough);
        const after = clustersOf(
          order.map((i) => documents[i]!),
          thorough
        );
        expect(asSets(after, (i) => order[i]!)).toEqual(asSets(before, (i) => i));
      }
    )
  );
});

test('a higher Jaccard threshold may be read off the merges', () => {
  fc.assert(
    fc.property(texts, (documents) => {
      const collection = makeCollection(documents);
      const low = find(collection, { ...thorough, jaccard: 0.2 });
      const high = find(collection, { ...thorough, jaccard: 0.6 });
      expect(clusters(low.merges, 0.6)).toEqual(clusters(high.merges));
    })
  );
});

test('merges join what is not joined yet, most similar first', () => {
  fc.assert(
    fc.property(texts, (documents) => {
      const { merges, above } = find(makeCollection(documents), { ...thorough, jaccard: 0.2, edit: 0.2 });
      expect(merges.length).toBe(clusters(merges).reduce((sum, { length }) => sum + length - 1, 0));
      expect(merges.length).toBeLessThanOrEqual(above);
      const similarities = merges.map(({ jaccard }) => jaccard);
      expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
      for (const { a, b } of merges) expect(a).toBeLessThan(b);
    })
  );
});

test('says once how many pairs there are to compare, and how many of them by edits', () => {
  fc.assert(
    fc.property(texts, (documents) => {
      const steps: [string, number, number][] = [];
      const { candidates, above } = find(makeCollection(documents), thorough, (...step) => steps.push(step));
      const bands = Array.from({ length: thorough.bands }, (_, i) => ['hash', i + 1, thorough.bands]);
      const compared = [candidates, above].filter((n) => n > 0).map((n) => ['compare', 0, n]);
      expect(steps).toEqual([...bands, ...compared]);
    }),
    { numRuns: 30 }
  );
});

test('the edit similarity parts what has the same words in another order', () => {
  const documents = [
    [1, 2, 3, 4, 5, 6, 7, 8],
    [1, 2, 3, 4, 5, 6, 7, 9],
    [2, 1, 4, 3, 6, 5, 8, 7]
  ];
  expect(clustersOf(documents, { ...thorough, jaccard: 0.7, edit: 0.6 })).toEqual([[0, 1]]);
  expect(clustersOf(documents, { ...thorough, jaccard: 0.7, edit: 0.2 })).toEqual([[0, 1, 2]]);
});

test('counts pairs compared and pairs above the threshold, and says how far it is', () => {
  const collection = makeCollection([
    [1, 2, 3, 4],
    [1, 2, 3, 5],
    [1, 9, 8, 7]
  ]);
  const steps: string[] = [];
  const found = find(collection, thorough, (step) => steps.push(step));
  expect(found).toEqual({
    candidates: 3,
    above: 1,
    merges: [{ a: 0, b: 1, jaccard: 0.6, edit: 0.75 }]
  });
  expect(new Set(steps)).toEqual(new Set(['hash', 'compare']));
});
