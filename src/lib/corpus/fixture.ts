// A corpus made on the spot, for tests and the bench.
import { BOS, type CorpusDocument } from './suffix-index.ts';

export interface FixtureDocument {
  ids: number[];
  raw?: number;
  dedup?: number;
}

/** The stream and the list that the pipeline would publish for these documents, named d0, d1, ... */
export function makeCorpus(documents: FixtureDocument[]): {
  tokens: Uint16Array<ArrayBuffer>;
  documents: CorpusDocument[];
} {
  const stream: number[] = [];
  const list = documents.map(({ ids, raw = 1, dedup = 1 }, i): CorpusDocument => {
    const start = stream.push(BOS);
    for (const id of ids) stream.push(id);
    return {
      id: `d${i}`,
      kind: 'address',
      title: `Document ${i}`,
      start,
      length: ids.length,
      copies: { raw, dedup }
    };
  });
  return { tokens: Uint16Array.from(stream), documents: list };
}

/** Numbers in [0, 1), the same for the same seed (Marsaglia's xorshift). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** `n` ids from 1 to `vocabulary - 1` by Zipf's law. */
export function zipf(n: number, vocabulary: number, random: () => number): number[] {
  const upTo = new Float64Array(vocabulary);
  for (let id = 1; id < vocabulary; id++) upTo[id] = upTo[id - 1]! + 1 / id;
  return Array.from({ length: n }, () => {
    const target = random() * upTo[vocabulary - 1]!;
    let low = 1;
    let high = vocabulary - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! < target) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}
