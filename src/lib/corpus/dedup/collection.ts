import { BOS, checkDocuments, type CorpusDocument } from '../suffix-index.ts';
import { count } from '#lib/words/number.ts';
import { comparable, placesOfWords, type Span } from './words.ts';

/** One document, without those that equal it. */
export interface CollectionDocument {
  id: string;
  /** Of the corpus: address, passage, near, ...; of a reader's text always `text`. */
  kind: string;
  title: string;
  /** Index in the stream of its first token. */
  start: number;
  /** In tokens, or in words. */
  length: number;
  /** How often it occurs there. */
  copies: number;
}

/** Documents to deduplicate. What counts is sameness, so a token is a number and a word is one too. */
export interface Collection {
  /** What the stream is made of: tokens of our tokenizer, or a reader's words. */
  unit: 'token' | 'word';
  /** All different documents, each preceded by a 0, which occurs nowhere else. */
  stream: Uint16Array | Int32Array;
  /** Every id is smaller. */
  alphabet: number;
  documents: readonly CollectionDocument[];
}

/** The training corpus with all its copies. Throws an Error where stream and list do not match. */
export function collectionOfCorpus(stream: Uint16Array, documents: readonly CorpusDocument[]): Collection {
  checkDocuments(stream, documents);
  let alphabet = 0;
  for (const id of stream) if (id >= alphabet) alphabet = id + 1;
  return {
    unit: 'token',
    stream,
    alphabet,
    documents: documents.map((document) => ({ ...document, copies: document.copies.raw }))
  };
}

/** What a reader may paste. The limits keep any device from running out of memory or patience. */
export const TEXT_LIMITS = { characters: 1_000_000, documents: 5_000 } as const;

/** A pasted text that cannot be taken; `message` is for readers. */
export class TextError extends Error {
  override name = 'TextError';
}

/** Turns places in a stream into text. */
export interface Spelling {
  /** From one place to before another. */
  text(from: number, to: number): string;
  /** At one place, with the space that belongs to it. */
  piece(at: number): string;
}

/** The text of a stream of tokens. */
export const spellingOfTokens = (
  { stream }: Collection,
  vocabulary: { decode(ids: readonly number[]): string; piece(id: number): string }
): Spelling => ({
  text: (from, to) => vocabulary.decode(Array.from(stream.subarray(from, to))),
  piece: (at) => vocabulary.piece(stream[at]!)
});

/** A document at its place in a reader's text. */
export interface Part extends Span {
  /** Its index among the different documents. */
  document: number;
}

/** A reader's text as a collection. */
export interface TextCollection {
  collection: Collection;
  /** The text as it was taken: its lines ended by `\n`. */
  text: string;
  /** All its documents, copies too, in order. */
  parts: Part[];
  /** The place in the text of each place in the stream. */
  places: readonly Span[];
  spelling: Spelling;
}

/** The documents of a text, as they part it; empty ones too. */
function split(text: string): Span[] {
  const bar = /^[^\S\n]*-{3,}[^\S\n]*$/m;
  const between = bar.test(text) ? new RegExp(bar, 'gm') : /\n[^\S\n]*\n/g;
  const parts: Span[] = [];
  let from = 0;
  for (const { 0: gap, index } of text.matchAll(between)) {
    parts.push({ from, to: index });
    from = index + gap.length;
  }
  return [...parts, { from, to: text.length }];
}

/**
 * A reader's text as documents: lines of three or more hyphens separate them where there are any, otherwise empty lines do.
 * Documents with the same words count as one document with that many copies.
 *
 * @throws TextError where the text is empty or over a limit
 */
export function collectionOfText(said: string): TextCollection {
  const { characters, documents: most } = TEXT_LIMITS;
  if (said.length > characters) {
    throw new TextError(
      `The text has ${count(said.length)} characters; at most ${count(characters)} can be compared here. Take a part of it.`
    );
  }
  const text = said.replaceAll(/\r\n?/g, '\n');
  const parts = split(text)
    .map((part) => ({ ...part, words: placesOfWords(text.slice(part.from, part.to)) }))
    .filter(({ words }) => words.length > 0);
  if (parts.length === 0) throw new TextError('There are no words to compare. Paste two documents or more.');
  if (parts.length > most) {
    throw new TextError(
      `The text makes ${count(parts.length)} documents; at most ${count(most)} can be compared here. Take fewer, or part them by lines of three hyphens (---) in place of empty lines.`
    );
  }

  const ids = new Map<string, number>();
  const idOf = (word: string) => {
    const id = ids.get(word) ?? ids.size + 1;
    ids.set(word, id);
    return id;
  };
  const indices = new Map<string, number>();
  const documents: CollectionDocument[] = [];
  const stream: number[] = [];
  const places: Span[] = [];
  const standing = parts.map(({ from, to, words }, i): Part => {
    const spans = words.map((word) => ({ from: from + word.from, to: from + word.to }));
    const sequence = spans.map((word) => idOf(comparable(text.slice(word.from, word.to))));
    const key = sequence.join(' ');
    const same = indices.get(key);
    if (same !== undefined) {
      documents[same]!.copies++;
      return { document: same, from, to };
    }
    const start = stream.push(BOS);
    places.push({ from, to: from });
    for (const id of sequence) stream.push(id);
    for (const span of spans) places.push(span);
    const document =
      documents.push({
        id: String(i + 1),
        kind: 'text',
        title: `Document ${i + 1}`,
        start,
        length: sequence.length,
        copies: 1
      }) - 1;
    indices.set(key, document);
    return { document, from, to };
  });
  const collection: Collection = {
    unit: 'word',
    stream: Int32Array.from(stream),
    alphabet: ids.size + 1,
    documents
  };
  const spelling: Spelling = {
    text: (from, to) => (to > from ? text.slice(places[from]!.from, places[to - 1]!.to) : ''),
    piece: (at) => {
      const { from, to } = places[at]!;
      const next = stream[at + 1] ?? BOS;
      return text.slice(from, next === BOS ? to : places[at + 1]!.from);
    }
  };
  return { collection, text, parts: standing, places, spelling };
}

/** The ids of a document, in place. */
export const idsOf = ({ stream }: Collection, { start, length }: CollectionDocument) =>
  stream.subarray(start, start + length);
