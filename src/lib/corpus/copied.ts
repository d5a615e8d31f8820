import { BOS, type CorpusDocument, type Range, type SuffixIndex } from './suffix-index.ts';
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
  const spans = found.map((span): [number, number] => [span.start, span.end - span.start]);
  const longest = spans.reduce((best, span) => (span[1] > best[1] ? span : best));
  const from = spans.flatMap((span) => holders(index, text, span));
  return {
    spans,
    documents: holders(index, text, longest).reduce((sum, { copies }) => sum + copies.raw, 0),
    from: [...new Set(from)]
      .toSorted(
        (a, b) => Number(a.kind !== 'passage') - Number(b.kind !== 'passage') || (a.id < b.id ? -1 : 1)
      )
      .slice(0, NAMED)
      .map(({ id }) => id)
  };
}

/** The documents of the training data, each once, that hold a stretch of a text. */
function holders(
  index: SuffixIndex,
  text: readonly number[],
  [start, length]: readonly [number, number]
): CorpusDocument[] {
  let range: Range = index.everywhere;
  for (let at = 0; at < length; at++) range = index.step(range, at, text[start + at]!);
  const found = new Set<CorpusDocument>();
  for (let rank = range.from; rank < range.to; rank++) found.add(index.documentAt(index.position(rank)));
  return [...found].filter(({ copies }) => copies.raw > 0);
}
