// Exact-substring deduplication: of a run of n tokens or more that occurs in several places, the first stays.
import { ranks } from './lcp.ts';
import type { Collection } from './collection.ts';

/** For each position of the stream, the longest run from there on that also begins somewhere before it. */
export interface Repeats {
  /** Its length, within its document. */
  length: Int32Array;
  /** Where in the stream it occurs earlier; -1 for length 0. */
  source: Int32Array;
}

/** A stretch of the stream. */
export interface Stretch {
  from: number;
  /** Exclusive. */
  to: number;
}

/**
 * The longest previous factor of every position, cut where its document ends: M. Crochemore and L. Ilie, "Computing
 * Longest Previous Factor in linear time and applications", Information Processing Letters 106 (2008). The positions
 * are unlinked from the suffix array, last one first; what is left beside a position precedes it in the stream.
 */
export function previousRepeats({ stream, documents }: Collection, sa: Int32Array, lcp: Int32Array): Repeats {
  const n = sa.length;
  const rank = ranks(sa);
  const shared = new Int32Array(n + 1);
  shared.set(lcp);
  const before = Int32Array.from({ length: n }, (_, r) => r - 1);
  const after = Int32Array.from({ length: n }, (_, r) => r + 1);
  const length = new Int32Array(n);
  const source = new Int32Array(n).fill(-1);
  for (let i = n - 1; i >= 0; i--) {
    const r = rank[i]!;
    const left = before[r]!;
    const right = after[r]!;
    const withLeft = shared[r]!;
    const withRight = shared[right]!;
    if (withLeft > 0 || withRight > 0) {
      length[i] = Math.max(withLeft, withRight);
      source[i] = withLeft >= withRight ? sa[left]! : sa[right]!;
    }
    shared[right] = Math.min(withLeft, withRight);
    if (left >= 0) after[left] = right;
    if (right < n) before[right] = left;
  }
  for (const { start, length: tokens } of documents) {
    const end = start + tokens;
    for (let i = start; i < end; i++) if (length[i]! > end - i) length[i] = end - i;
    length[start - 1] = 0;
    source[start - 1] = -1;
  }
  if (stream.length !== n) throw new Error(`A stream of ${stream.length} has no suffix array of ${n}.`);
  return { length, source };
}

/**
 * What goes: the stretches of the stream covered by runs of `min` tokens or more that occur somewhere earlier. Of a run
 * that overlaps the place where it stood before ("la la la ..."), the first `min` tokens stay.
 *
 * Lee et al. 2022, "Deduplicating Training Data Makes Language Models Better" (arXiv:2107.06499), section 4.1: there a
 * repeated substring of 50 tokens or more goes. Copies of whole documents are not in the stream; see `removedTokens`.
 */
export function removedStretches({ length, source }: Repeats, min: number): Stretch[] {
  const n = length.length;
  // Stretches that begin minus those that end at each position: they overlap, and are unordered.
  const turns = new Int32Array(n + 1);
  for (let i = 0; i < n; i++) {
    const run = length[i]!;
    if (run < min) continue;
    const from = Math.max(i, source[i]! + min);
    if (from >= i + run) continue;
    turns[from]!++;
    turns[i + run]!--;
  }
  return covered(turns);
}

/** The stretches where more have begun than ended. */
function covered(turns: Int32Array): Stretch[] {
  const stretches: Stretch[] = [];
  for (let i = 0, open = 0, from = 0; i < turns.length; i++) {
    const now = open + turns[i]!;
    if (open === 0 && now > 0) from = i;
    if (open > 0 && now === 0) stretches.push({ from, to: i });
    open = now;
  }
  return stretches;
}

/** What stays of the runs of `min` tokens or more: the places where they occur first. */
export function keptStretches(repeats: Repeats, min: number): Stretch[] {
  const n = repeats.length.length;
  const gone = new Uint8Array(n + 1);
  for (const { from, to } of removedStretches(repeats, min)) gone.fill(1, from, to);
  const turns = new Int32Array(n + 1);
  const cover = (from: number, to: number) => {
    turns[from]!++;
    turns[to]!--;
  };
  for (const { at, length, source } of maximalRuns(repeats, min)) {
    cover(source, source + length);
    // Where a run overlaps its source, its beginning stays too.
    cover(at, at + length);
  }
  const stretches: Stretch[] = [];
  for (const { from, to } of covered(turns)) {
    for (let i = from; i < to; i++) {
      if (gone[i]) continue;
      if (i > from && !gone[i - 1]) stretches.at(-1)!.to = i + 1;
      else stretches.push({ from: i, to: i + 1 });
    }
  }
  return stretches;
}

/** Tokens that go, in the stream and with all copies of its documents. */
export interface Removed {
  /** Of each document, its first copy alone. */
  byDocument: Int32Array;
  /** If every document occurred once. */
  once: number;
  /** With further copies, which go whole where the document has `min` tokens or more. */
  all: number;
}

/** How much goes at one threshold. A shorter document keeps its copies: no run of it is long enough. */
export function removedTokens({ documents }: Collection, repeats: Repeats, min: number): Removed {
  const byDocument = new Int32Array(documents.length);
  let d = 0;
  let once = 0;
  for (const { from, to } of removedStretches(repeats, min)) {
    while (documents[d]!.start + documents[d]!.length <= from) d++;
    byDocument[d]! += to - from;
    once += to - from;
  }
  let all = once;
  for (const { length, copies } of documents) if (length >= min) all += length * (copies - 1);
  return { byDocument, once, all };
}

/** A run that goes, and the place before it where it stays. */
export interface Run {
  at: number;
  length: number;
  source: number;
}

/** The runs of `min` tokens or more that are not the end of a longer one, longest first. */
export function maximalRuns({ length, source }: Repeats, min: number): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < length.length; at++) {
    const run = length[at]!;
    if (run >= min && (at === 0 || length[at - 1] !== run + 1))
      runs.push({ at, length: run, source: source[at]! });
  }
  return runs.sort((a, b) => b.length - a.length || a.at - b.at);
}
