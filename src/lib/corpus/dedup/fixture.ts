// Collections made on the spot, for tests.
import { makeCorpus } from '../fixture.ts';
import { suffixArray } from '../suffix-array.ts';
import { collectionOfCorpus, type Collection } from './collection.ts';
import { lcpArray } from './lcp.ts';

/** Documents of these ids, from 1 on, in so many copies each. */
export function makeCollection(documents: readonly (readonly number[])[], copies: number[] = []): Collection {
  const { tokens, documents: list } = makeCorpus(
    documents.map((ids, i) => ({ ids: [...ids], raw: copies[i] ?? 1 }))
  );
  return collectionOfCorpus(tokens, list);
}

export function suffixesOf({ stream, alphabet }: Collection): { sa: Int32Array; lcp: Int32Array } {
  const sa = suffixArray(stream, alphabet);
  return { sa, lcp: lcpArray(stream, sa) };
}
