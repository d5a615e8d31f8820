import { BOS, type CorpusDocument, type SuffixIndex } from './suffix-index.ts';
import { verbatimSpans } from './verbatim-spans.ts';

/** What of a text stands in the training data. */
export interface Copied {
  /** Where each stretch begins in the text, and its length. */
  spans: [start: number, length: number][];
  /**
   * How many documents of the training data hold the longest of them: a passage planted 16 times stands in 16. The k of
   * k-eidetic memorization (Carlini et al. 2021).
   */
  documents: number;
  /** Ids of documents copied, passages of the ladder first. */
  from: string[];
}

/** Documents named. */
const NAMED = 8;

/**
 * The stretches of a text, of at least `min` tokens each, that stand in a document with all copies, and what holds them;
 * null where there are none. As `finds` in training/extraction.py has it.
 */
export function copied(index: SuffixIndex, ids: readonly number[], min: number): Copied | null {
  const end = ids.indexOf(BOS);
  const text = end < 0 ? ids : ids.slice(0, end);
  const found = verbatimSpans(index, text, min, 'raw');
  if (found.length === 0) return null;
  const stretches = found.map(({ start, end }) => ({
    start,
    length: end - start,
    documents: holders(index, text.slice(start, end))
  }));
  const longest = stretches.reduce((best, stretch) => (stretch.length > best.length ? stretch : best));
  return {
    spans: stretches.map(({ start, length }) => [start, length]),
    documents: longest.documents.reduce((sum, { copies }) => sum + copies.raw, 0),
    from: [...new Set(stretches.flatMap(({ documents }) => documents))]
      .toSorted(
        (a, b) => Number(a.kind !== 'passage') - Number(b.kind !== 'passage') || (a.id < b.id ? -1 : 1)
      )
      .slice(0, NAMED)
      .map(({ id }) => id)
  };
}

/** The documents of the training data, each once, that hold a run of tokens. */
function holders(index: SuffixIndex, run: readonly number[]): CorpusDocument[] {
  const { from, to } = index.find(run);
  const found = new Set<CorpusDocument>();
  for (let rank = from; rank < to; rank++) found.add(index.documentAt(index.position(rank)));
  return [...found].filter(({ copies }) => copies.raw > 0);
}
