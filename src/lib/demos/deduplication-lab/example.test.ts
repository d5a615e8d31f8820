import { expect, test } from 'vitest';
import { collectionOfText } from '#lib/corpus/dedup/collection.ts';
import { Deduplicator } from '#lib/corpus/dedup/deduplicator.ts';
import { PAPER, clusters } from '#lib/corpus/dedup/near.ts';
import { EXAMPLE } from './example.ts';
import { QUICK } from './rules.ts';
import { usualMin } from './state.ts';

test('the example has something for each notion of a copy, under the usual settings', () => {
  const { collection, spelling } = collectionOfText(EXAMPLE);
  const deduplicator = new Deduplicator(collection, spelling);
  expect(collection.documents.map(({ copies }) => copies)).toEqual([2, 1, 1, 1, 1]);
  for (const rule of [QUICK, PAPER]) {
    expect(clusters(deduplicator.near(rule).merges)).toEqual([[0, 1]]);
  }
  const { byDocument } = deduplicator.exact(usualMin('text'));
  expect(Array.from(byDocument, (gone) => gone > 0)).toEqual([false, true, true, false, false]);
});
