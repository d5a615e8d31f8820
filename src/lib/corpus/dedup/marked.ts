// A reader's text with its repeated runs marked.
import { collectionOfText, type TextCollection } from './collection.ts';
import { Deduplicator } from './deduplicator.ts';

/** A piece of a text: of a run that stays, of one that goes, or of neither. */
export interface Piece {
  text: string;
  run: 'stays' | 'goes' | null;
}

/** A document as it appears in the text. */
export interface MarkedDocument {
  /** Counted from 1 over all documents of the text, copies too. */
  number: number;
  /** Of the document that it is a copy of, word for word; null for the first of its kind. */
  copyOf: number | null;
  /** Of a copy the whole, unmarked. */
  pieces: Piece[];
}

export interface MarkedText {
  documents: MarkedDocument[];
  /** Words of each different document taken once, and those of them in runs that go. */
  words: number;
  inRuns: number;
}

/** Marks the runs of `min` words or more in a text whose deduplicator this is. */
export function markedText(
  { collection, text, parts, places }: TextCollection,
  deduplicator: Deduplicator,
  min: number
): MarkedText {
  const { go, stay } = deduplicator.runs(min);
  const runs = [
    ...go.map(({ from, to }) => ({ from: places[from]!.from, to: places[to - 1]!.to, run: 'goes' as const })),
    ...stay.map(({ from, to }) => ({
      from: places[from]!.from,
      to: places[to - 1]!.to,
      run: 'stays' as const
    }))
  ].sort((a, b) => a.from - b.from);
  const first = new Map<number, number>();
  let next = 0;
  const documents = parts.map(({ document, from, to }, i): MarkedDocument => {
    const copyOf = first.get(document) ?? null;
    if (copyOf === null) first.set(document, i + 1);
    const pieces: Piece[] = [];
    const put = (start: number, end: number, run: Piece['run']) => {
      if (end > start) pieces.push({ text: text.slice(start, end), run });
    };
    let at = from;
    for (; copyOf === null && next < runs.length && runs[next]!.from < to; next++) {
      const marked = runs[next]!;
      put(at, marked.from, null);
      put(marked.from, marked.to, marked.run);
      at = marked.to;
    }
    put(at, to, null);
    return { number: i + 1, copyOf, pieces: trimmed(pieces) };
  });
  return {
    documents,
    words: collection.documents.reduce((sum, { length }) => sum + length, 0),
    inRuns: go.reduce((sum, { from, to }) => sum + to - from, 0)
  };
}

/** A document without the empty lines before and behind it. */
function trimmed(pieces: Piece[]): Piece[] {
  const first = pieces[0];
  if (first) first.text = first.text.replace(/^\s*\n/, '');
  const last = pieces.at(-1);
  if (last) last.text = last.text.trimEnd();
  return pieces.filter(({ text }) => text !== '');
}

/** The same from the text alone. Throws a `TextError` where it cannot be taken. For texts that are not long. */
export function markText(text: string, min: number): MarkedText {
  const collection = collectionOfText(text);
  return markedText(collection, new Deduplicator(collection.collection, collection.spelling), min);
}
