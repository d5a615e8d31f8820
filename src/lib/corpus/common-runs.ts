import { BOS, type SuffixIndex } from './suffix-index.ts';

/** A run of tokens that many documents have. */
export interface CommonRun {
  ids: number[];
  /** Documents that have it. */
  documents: number;
  /** Places in which it stands, of these. */
  places: number;
}

interface Options {
  /** Tokens of a run. */
  lengths: readonly number[];
  /** Documents that have a run, at least. */
  least: number;
  /** The kind of document that is looked at. */
  kind: string;
}

/**
 * The runs of tokens that at least so many documents of a kind have, by length, most documents first. Read off the order of the
 * suffixes, in which the places of a run follow one another; about a second for 2.7 million tokens.
 */
export function commonRuns(index: SuffixIndex, { lengths, least, kind }: Options): CommonRun[] {
  const { from, to } = index.everywhere;
  const longest = Math.max(...lengths);
  const owner = new Int32Array(to + 1).fill(-1);
  index.documents.forEach((document, i) => {
    if (document.kind === kind) owner.fill(i, document.start, document.start + document.length);
  });

  /** By rank, tokens that a suffix shares with the one before it; none past the end of a document. */
  const shared = new Uint16Array(to + 1);
  for (let rank = from + 1; rank < to; rank++) {
    const [a, b] = [index.position(rank - 1), index.position(rank)];
    let n = 0;
    while (n < longest && index.token(a + n) !== BOS && index.token(a + n) === index.token(b + n)) n++;
    shared[rank] = n;
  }

  const runs: CommonRun[] = [];
  for (const length of lengths) {
    let start = from;
    for (let rank = from + 1; rank <= to; rank++) {
      if (rank < to && shared[rank]! >= length) continue;
      if (rank - start >= least) {
        const owners = Array.from({ length: rank - start }, (_, i) => owner[index.position(start + i)]!);
        const places = owners.filter((document) => document >= 0);
        const documents = new Set(places).size;
        const position = index.position(start);
        const ids = Array.from({ length }, (_, i) => index.token(position + i));
        if (documents >= least && !ids.includes(BOS)) runs.push({ ids, documents, places: places.length });
      }
      start = rank;
    }
  }
  return runs.sort((a, b) => b.documents - a.documents || b.ids.length - a.ids.length);
}
