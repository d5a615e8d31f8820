import type { DataVariant } from '#lib/release/manifest.ts';
import { suffixArray } from './suffix-array.ts';

/** The token that precedes every document of the stream, and occurs nowhere else. */
export const BOS = 0;

/** One unique document of the corpus, as `documents.json` lists it. */
export interface CorpusDocument {
  id: string;
  kind: string;
  title: string;
  /** Index in the stream of the first token after the document's BOS. */
  start: number;
  /** Tokens, without the BOS. */
  length: number;
  /** How often the document occurs in the training data, with the planted copies and deduplicated. */
  copies: Record<DataVariant, number>;
}

/** Ranks `from` to `to` (exclusive) of the suffix array: the places at which a token sequence occurs. */
export interface Range {
  from: number;
  to: number;
}

const NOWHERE: Range = { from: 0, to: 0 };

export interface NextToken {
  id: number;
  /** How often the token follows, with copies. */
  count: number;
  prob: number;
}

/** What follows a token sequence in the training data. */
export interface Ntd {
  /** How often the sequence occurs there; the sum of all next tokens' counts. */
  count: number;
  /** How many different tokens follow. */
  distinct: number;
  /** The most frequent ones, most frequent first. */
  next: NextToken[];
}

export interface Prob {
  count: number;
  nextCount: number;
  /** nextCount / count; null where the sequence does not occur. */
  prob: number | null;
}

/** One place at which a token sequence occurs, with what surrounds it in the same document. */
export interface Context {
  k: number;
  /** In how many places of the unique documents the sequence occurs; k runs from 0 to places - 1. */
  places: number;
  document: string;
  kind: string;
  title: string;
  /** Token offset of the match in the document; -1 where the match begins with the document's BOS. */
  at: number;
  copies: Record<DataVariant, number>;
  before: number[];
  match: number[];
  after: number[];
}

/** A stretch of a document. */
export interface DocumentText extends CorpusDocument {
  /** Token offset of the first of `ids` in the document. */
  from: number;
  ids: number[];
}

/**
 * The training corpus, indexed: every unique document once in a suffix array, with copies counted by multiplicity.
 * The verbs are those of infini-gram (Liu et al. 2024, arXiv:2401.17377; https://infini-gram.readthedocs.io).
 *
 * Queries are token ids. Every verb obeys these rules:
 * - The empty sequence occurs everywhere: before each token of the corpus, BOS included.
 * - BOS as the first id asks for document openings. A BOS later on is found nowhere, since documents do not follow
 *   one another in any meaningful order.
 * - An id that is no token of the corpus (negative, too large, not whole) is found nowhere. Nothing throws.
 * - After the last token of a document comes BOS, as in training.
 */
export class SuffixIndex {
  readonly documents: readonly CorpusDocument[];

  /** The stream with one BOS more at its end, so that every document is followed by one. */
  #text: Uint16Array;
  #suffixes: Int32Array;
  /** Where the suffixes that begin with each token start, by token. */
  #first: Int32Array;
  /** #weight[data][r]: occurrences, with copies, of the suffixes before rank r. */
  #weight: Record<DataVariant, Uint32Array>;
  #byId: Map<string, CorpusDocument>;

  /**
   * Builds the index; about half a second for 2.6 million tokens.
   *
   * @param tokens the stream: each document preceded by one BOS
   * @param documents what the stream holds, in its order
   * @throws Error where the two do not match.
   */
  constructor(tokens: Uint16Array, documents: readonly CorpusDocument[]) {
    checkDocuments(tokens, documents);
    this.documents = documents;
    this.#byId = new Map(documents.map((document) => [document.id, document]));

    const size = tokens.length + 1;
    this.#text = new Uint16Array(size);
    this.#text.set(tokens);
    this.#text[size - 1] = BOS;

    let alphabet = 0;
    for (let i = 0; i < size; i++) if (this.#text[i]! >= alphabet) alphabet = this.#text[i]! + 1;
    this.#first = new Int32Array(alphabet + 1);
    for (let i = 0; i < size; i++) this.#first[this.#text[i]! + 1]!++;
    for (let c = 0; c < alphabet; c++) this.#first[c + 1]! += this.#first[c]!;
    // The BOS at the end is the least suffix and no occurrence of anything.
    this.#first[BOS] = 1;

    this.#suffixes = suffixArray(this.#text, alphabet);
    this.#weight = { raw: this.#weigh('raw'), dedup: this.#weigh('dedup') };
  }

  #weigh(data: DataVariant): Uint32Array {
    const size = this.#text.length;
    const copies = new Uint32Array(size);
    for (const document of this.documents) {
      copies.fill(document.copies[data], document.start - 1, document.start + document.length);
    }
    const sums = new Uint32Array(size + 1);
    for (let r = 0; r < size; r++) sums[r + 1] = sums[r]! + copies[this.#suffixes[r]!]!;
    return sums;
  }

  // The steps that everything else is made of.

  /** All places. */
  get everywhere(): Range {
    return { from: 1, to: this.#text.length };
  }

  /** The places among `range`, which agree on `depth` tokens, where `id` comes next. */
  step(range: Range, depth: number, id: number): Range {
    return depth > 0 && id === BOS ? NOWHERE : this.#narrow(range, depth, id);
  }

  #narrow(range: Range, depth: number, id: number): Range {
    if (depth === 0) {
      const from = this.#first[id];
      const to = this.#first[id + 1];
      return from === undefined || to === undefined ? NOWHERE : { from, to };
    }
    const { from, to } = range;
    if (from === to) return NOWHERE;
    if (this.#after(from, depth) === id && this.#after(to - 1, depth) === id) return range;
    const start = this.#bound(from, to, depth, id, false);
    return { from: start, to: this.#bound(start, to, depth, id, true) };
  }

  /** Occurrences in a range, with copies. */
  weigh(range: Range, data: DataVariant): number {
    const sums = this.#weight[data];
    return sums[range.to]! - sums[range.from]!;
  }

  /** Index in the stream of the suffix of this rank. */
  position(rank: number): number {
    return this.#suffixes[rank]!;
  }

  /** Token of the stream; BOS past its end. */
  token(position: number): number {
    return this.#text[position] ?? BOS;
  }

  /** The document that a position of the stream belongs to; its BOS does too. */
  documentAt(position: number): CorpusDocument {
    let low = 0;
    let high = this.documents.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.documents[middle]!.start - 1 <= position) low = middle;
      else high = middle - 1;
    }
    return this.documents[low]!;
  }

  #after(rank: number, depth: number): number {
    return this.#text[this.#suffixes[rank]! + depth]!;
  }

  /** The first rank in from .. to whose token at `depth` is at least `id`; with `past`, larger than `id`. */
  #bound(from: number, to: number, depth: number, id: number, past: boolean): number {
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const token = this.#after(middle, depth);
      if (token < id || (past && token === id)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // The verbs.

  /** The places where a token sequence stands. */
  find(ids: ArrayLike<number>): Range {
    let range = this.everywhere;
    for (let i = 0; i < ids.length && range.from < range.to; i++) range = this.step(range, i, ids[i]!);
    return range;
  }

  /** How often a token sequence occurs in the training data, with copies. */
  count(ids: ArrayLike<number>, data: DataVariant = 'raw'): number {
    return this.weigh(this.find(ids), data);
  }

  /** How probable `next` is after `ids` by count. */
  prob(ids: ArrayLike<number>, next: number, data: DataVariant = 'raw'): Prob {
    const range = this.find(ids);
    const count = this.weigh(range, data);
    const nextCount = this.weigh(this.#narrow(range, ids.length, next), data);
    return { count, nextCount, prob: count === 0 ? null : nextCount / count };
  }

  /** The next-token distribution: what follows `ids`, the `limit` most frequent tokens. */
  ntd(ids: ArrayLike<number>, limit = 10, data: DataVariant = 'raw'): Ntd {
    const range = this.find(ids);
    const count = this.weigh(range, data);
    const next: NextToken[] = [];
    this.#eachNext(range, ids.length, data, (id, n) => next.push({ id, count: n, prob: n / count }));
    next.sort((a, b) => b.count - a.count || a.id - b.id);
    return { count, distinct: next.length, next: next.slice(0, limit) };
  }

  /** `prob` after the longest suffix of `ids` that occurs in the training data (the "infinity-gram"). */
  infgramProb(
    ids: ArrayLike<number>,
    next: number,
    data: DataVariant = 'raw'
  ): Prob & { suffixLength: number } {
    const suffix = this.#longestSuffix(ids, data);
    return { suffixLength: suffix.length, ...this.prob(suffix, next, data) };
  }

  /** `ntd` after the longest suffix of `ids` that occurs in the training data. */
  infgramNtd(ids: ArrayLike<number>, limit = 10, data: DataVariant = 'raw'): Ntd & { suffixLength: number } {
    const suffix = this.#longestSuffix(ids, data);
    return { suffixLength: suffix.length, ...this.ntd(suffix, limit, data) };
  }

  /**
   * The `k`-th place where `ids` occurs, places being ordered by what follows (suffix order), with up to `before` and
   * `after` tokens around it; both end where the document does. Null where there is no such place.
   */
  context(
    ids: ArrayLike<number>,
    k: number,
    { before = 32, after = 32 }: { before?: number; after?: number } = {}
  ): Context | null {
    const { from, to } = this.find(ids);
    if (!Number.isInteger(k) || k < 0 || k >= to - from) return null;
    const position = this.position(from + k);
    const { id, kind, title, start, length, copies } = this.documentAt(position);
    const end = position + ids.length;
    const slice = (a: number, b: number) => Array.from(this.#text.subarray(a, b));
    return {
      k,
      places: to - from,
      document: id,
      kind,
      title,
      at: position - start,
      copies,
      before: position < start ? [] : slice(Math.max(start, position - before), position),
      match: slice(position, end),
      after: slice(end, Math.min(start + length, end + after))
    };
  }

  /**
   * Tokens `from` to `to` (exclusive) of a document, clipped to it: the whole document by default. Null where there
   * is no document of that id.
   */
  getDoc(id: string, { from = 0, to = Infinity }: { from?: number; to?: number } = {}): DocumentText | null {
    const document = this.#byId.get(id);
    if (!document) return null;
    const first = Math.min(Math.max(from, 0), document.length);
    const last = Math.min(Math.max(to, first), document.length);
    const ids = Array.from(this.#text.subarray(document.start + first, document.start + last));
    return { ...document, from: first, ids };
  }

  /** Calls back with each token that follows the places of a range, and its count with copies, by jumps. */
  #eachNext(range: Range, depth: number, data: DataVariant, call: (id: number, count: number) => void): void {
    let { from } = range;
    while (from < range.to) {
      const id = this.#after(from, depth);
      // Groups are mostly small: double the stride until past this one, then search within.
      let stride = 1;
      while (from + stride < range.to && this.#after(from + stride, depth) === id) stride *= 2;
      const to = this.#bound(from + (stride >> 1), Math.min(from + stride, range.to), depth, id, true);
      const count = this.weigh({ from, to }, data);
      if (count > 0) call(id, count);
      from = to;
    }
  }

  #longestSuffix(ids: ArrayLike<number>, data: DataVariant): number[] {
    const all = Array.from(ids);
    // If a suffix occurs in the data, so do all shorter ones: binary search.
    let none = all.length + 1;
    let some = 0;
    while (none - some > 1) {
      const length = (some + none) >> 1;
      if (this.count(all.slice(all.length - length), data) > 0) some = length;
      else none = length;
    }
    return all.slice(all.length - some);
  }
}

/** The documents must tile the stream, BOS by BOS, or every answer would be silently wrong. */
export function checkDocuments(tokens: Uint16Array, documents: readonly CorpusDocument[]): void {
  let at = 0;
  for (const { id, start, length, copies } of documents) {
    if (start !== at + 1 || !(Number.isInteger(length) && length >= 0)) {
      throw new Error(
        `Document ${id} should start at token ${at + 1} of the stream, and the list says ${start}.`
      );
    }
    if (tokens[at] !== BOS) throw new Error(`No BOS stands before document ${id} in the stream.`);
    for (const n of [copies.raw, copies.dedup]) {
      if (!(Number.isInteger(n) && n >= 0)) throw new Error(`Document ${id} has ${n} copies.`);
    }
    at = start + length;
  }
  if (at !== tokens.length) {
    throw new Error(`The documents make ${at} tokens, and the stream has ${tokens.length}.`);
  }
  let separators = 0;
  for (let i = 0; i < tokens.length; i++) if (tokens[i] === BOS) separators++;
  if (separators !== documents.length) {
    throw new Error(`${documents.length} documents, and ${separators} BOS in the stream.`);
  }
}
