import { BOS, checkDocuments, type CorpusDocument } from '../suffix-index.ts';
import { count } from '#lib/words/number.ts';

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
  /** How often it stands there. */
  copies: number;
}

/** Documents to deduplicate. What counts is sameness, so a token is a number and a word is one too. */
export interface Collection {
  /** What the stream is made of: tokens of our tokenizer, or a reader's words. */
  unit: 'token' | 'word';
  /** All different documents, each with a 0 before it, which stands nowhere else. */
  stream: Uint16Array | Int32Array;
  /** Every id is smaller. */
  alphabet: number;
  documents: readonly CollectionDocument[];
}

/** The training corpus with all its copies. Throws an Error where stream and list do not fit together. */
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

/** A word stands between spaces; in scripts that put none, every character is one. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;

/** The words of a text, as they are spelt: case and punctuation count. */
export const wordsOf = (text: string): string[] => text.match(WORD) ?? [];

/**
 * A reader's text as documents: where lines of three hyphens or more stand alone, these part them; else empty lines do.
 * Documents of the same words are one with so many copies. The first word has the id 1.
 *
 * @throws TextError where the text is empty or over a limit
 */
export function collectionOfText(text: string): { collection: Collection; words: string[] } {
  const { characters, documents: most } = TEXT_LIMITS;
  if (text.length > characters) {
    throw new TextError(
      `The text has ${count(text.length)} characters; at most ${count(characters)} can be compared here. Take a part of it.`
    );
  }
  const lines = text.replace(/\r\n?/g, '\n');
  const bar = /^[^\S\n]*-{3,}[^\S\n]*$/m;
  const parts = lines
    .split(bar.test(lines) ? new RegExp(bar, 'gm') : /\n[^\S\n]*\n/)
    .map(wordsOf)
    .filter((words) => words.length > 0);
  if (parts.length === 0) throw new TextError('There are no words to compare. Paste two documents or more.');
  if (parts.length > most) {
    throw new TextError(
      `The text makes ${count(parts.length)} documents; at most ${count(most)} can be compared here. Take fewer, or part them by lines of three hyphens (---) in place of empty lines.`
    );
  }

  const words = [''];
  const ids = new Map<string, number>();
  const idOf = (word: string) => {
    let id = ids.get(word);
    if (id === undefined) ids.set(word, (id = words.push(word) - 1));
    return id;
  };
  const documents = new Map<string, CollectionDocument>();
  const stream: number[] = [];
  parts.forEach((part, i) => {
    const sequence = part.map(idOf);
    const key = sequence.join(' ');
    const same = documents.get(key);
    if (same) {
      same.copies++;
      return;
    }
    const start = stream.push(BOS);
    for (const id of sequence) stream.push(id);
    const length = sequence.length;
    documents.set(key, {
      id: String(i + 1),
      kind: 'text',
      title: `Document ${i + 1}`,
      start,
      length,
      copies: 1
    });
  });
  return {
    collection: {
      unit: 'word',
      stream: Int32Array.from(stream),
      alphabet: words.length,
      documents: [...documents.values()]
    },
    words
  };
}

/** The ids of a document, in place. */
export const idsOf = ({ stream }: Collection, { start, length }: CollectionDocument) =>
  stream.subarray(start, start + length);
