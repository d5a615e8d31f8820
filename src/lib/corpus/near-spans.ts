import type { DataVariant } from '#lib/release/manifest.ts';
import type { Span } from '#lib/release/record.ts';
import { editDistance } from '#lib/measures/edit-distance.ts';
import type { SuffixIndex } from './suffix-index.ts';

/** The largest normalized edit distance between a near-verbatim span and its source. */
const DISTANCE = 0.1;
/** Tokens that a verbatim piece of a near-verbatim span has at least. */
const PIECE = 4;
/** Most tokens that may lie between two pieces, in the text and in the source. */
const GAP = 6;
/** A seed occurs in at most this many places. */
const PLACES = 16;
/** Sources listed for a span. */
const SOURCES = 5;

/** Tokens `at` to `end` of the text, which occur verbatim in the stream from `position` on. */
interface Piece {
  at: number;
  end: number;
  position: number;
}

/** A stretch of the text and the stretch of one document that it nearly is. */
export interface Region {
  start: number;
  end: number;
  /** Stretch of the stream, end exclusive. */
  from: number;
  to: number;
}

/**
 * The near-verbatim spans: stretches of `min` tokens or more made of two or more verbatim pieces of one document,
 * in order and with small gaps between them, such that the whole lies within a normalized edit distance of 0.1 of
 * that stretch of the document; only those that no verbatim span and no other near-verbatim one contains.
 *
 * Ten per cent is a common bar for approximate memorization, in the line of Ippolito et al. 2023, "Preventing Verbatim
 * Memorization in Language Models Gives a False Sense of Privacy" (arXiv:2210.17546). They are found by seed and
 * extend: within 0.1 some piece is long enough to be rare, so the seeds are, for each token of the text, the shortest
 * match from there on that occurs in 16 places or fewer (adaptive seeds: Kielbasa et al. 2011, "Adaptive seeds tame
 * genomic sequence comparison"), and each is grown over gaps of up to 6 tokens. A near copy all of whose pieces
 * occur in more places than that is missed.
 *
 * @param ids a token sequence without BOS
 * @param verbatim its verbatim spans
 */
export function nearSpans(
  index: SuffixIndex,
  ids: readonly number[],
  min: number,
  data: DataVariant,
  verbatim: readonly Span[]
): Span[] {
  const spans = new Map<string, Region[]>();
  for (const region of nearRegions(index, ids, min, data)) {
    const key = `${region.start}-${region.end}`;
    const same = spans.get(key);
    if (same) same.push(region);
    else spans.set(key, [region]);
  }
  const found = [...spans.values()].map((regions) => regions[0]!);
  const contains = (a: { start: number; end: number }, b: Region) => a.start <= b.start && b.end <= a.end;
  const maximal = found.filter(
    (b) => !verbatim.some((a) => contains(a, b)) && !found.some((a) => a !== b && contains(a, b))
  );
  return maximal.map(({ start, end }) => {
    const sources = spans.get(`${start}-${end}`)!.map(({ from }) => {
      const document = index.documentAt(from);
      return { document: document.id, at: from - document.start, copies: document.copies[data] };
    });
    sources.sort((a, b) => b.copies - a.copies);
    const copies = sources.reduce((sum, source) => sum + source.copies, 0);
    return { start, end, kind: 'near', copies, sources: sources.slice(0, SOURCES) };
  });
}

/** The near-verbatim regions that the seeds lead to; some lie within others. */
export function nearRegions(
  index: SuffixIndex,
  ids: readonly number[],
  min: number,
  data: DataVariant
): Region[] {
  const regions = new Map<string, Region>();
  // By diagonal (position in the stream - position in the text): where the last piece on it ends in the text.
  const covered = new Map<number, number>();
  for (let at = 0; at + PIECE <= ids.length; at++) {
    for (const position of seeds(index, ids, at)) {
      if ((covered.get(position - at) ?? 0) > at) continue;
      const { start, length, copies } = index.documentAt(position);
      const bounds = { from: start, to: start + length };
      const chain = new Chain(index, ids, bounds, { at, end: at, position });
      for (const piece of chain.pieces) covered.set(piece.position - piece.at, piece.end);
      if (copies[data] === 0) continue;
      for (const region of chain.regions(min)) {
        regions.set(`${region.start}-${region.end}-${region.from}-${region.to}`, region);
      }
    }
  }
  return [...regions.values()];
}

/** Positions of the shortest match from `at` on, of a piece's length or more, that occurs in few places. */
function seeds(index: SuffixIndex, ids: readonly number[], at: number): number[] {
  let range = index.everywhere;
  for (let depth = 0; at + depth < ids.length && range.from < range.to; depth++) {
    range = index.step(range, depth, ids[at + depth]!);
    const places = range.to - range.from;
    if (depth + 1 >= PIECE && places <= PLACES) {
      return Array.from({ length: places }, (_, i) => index.position(range.from + i));
    }
  }
  return [];
}

/** Verbatim pieces of one document, in order, each a small gap after the one before, grown from one seed. */
class Chain {
  readonly pieces: Piece[];
  #index: SuffixIndex;
  #ids: readonly number[];
  #bounds: { from: number; to: number };

  constructor(index: SuffixIndex, ids: readonly number[], bounds: { from: number; to: number }, seed: Piece) {
    this.#index = index;
    this.#ids = ids;
    this.#bounds = bounds;
    const back = this.#run(seed.at - 1, seed.position - 1, -1);
    const on = this.#run(seed.at, seed.position, 1);
    const base = { at: seed.at - back, end: seed.at + on, position: seed.position - back };
    this.pieces = [base];
    for (let piece = this.#neighbour(base, 1); piece; piece = this.#neighbour(piece, 1))
      this.pieces.push(piece);
    for (let piece = this.#neighbour(base, -1); piece; piece = this.#neighbour(piece, -1)) {
      this.pieces.unshift(piece);
    }
  }

  /** How many tokens agree from `at` and `position` on, in direction `by`. */
  #run(at: number, position: number, by: 1 | -1): number {
    let n = 0;
    for (; at >= 0 && at < this.#ids.length; at += by, position += by) {
      if (position < this.#bounds.from || position >= this.#bounds.to) break;
      if (this.#ids[at] !== this.#index.token(position)) break;
      n++;
    }
    return n;
  }

  /** The piece across the smallest gap in direction `by`; of several the longest. */
  #neighbour(piece: Piece, by: 1 | -1): Piece | undefined {
    const at = by === 1 ? piece.end : piece.at - 1;
    const position = by === 1 ? piece.position + piece.end - piece.at : piece.position - 1;
    for (let gap = 1; gap <= GAP; gap++) {
      let best: Piece | undefined;
      for (let a = 0; a <= gap; a++) {
        // One side of the gap is `gap` tokens wide, the other at most.
        for (let b = a === gap ? 0 : gap; b <= gap; b++) {
          const length = this.#run(at + by * a, position + by * b, by);
          if (length < PIECE || (best && length <= best.end - best.at)) continue;
          const first = by === 1 ? 0 : length - 1;
          const start = at + by * a - first;
          best = { at: start, end: start + length, position: position + by * b - first };
        }
      }
      if (best) return best;
    }
    return undefined;
  }

  /** From each piece on, the longest stretch of two pieces or more that is within the distance. */
  regions(min: number): Region[] {
    const regions: Region[] = [];
    const costs = this.pieces.slice(1).map((piece, i) => this.#cost(this.pieces[i]!, piece));
    for (let i = 0; i < costs.length; i++) {
      const { at: start, position: from } = this.pieces[i]!;
      let cost = 0;
      let best: Region | undefined;
      for (let j = i + 1; j < this.pieces.length; j++) {
        cost += costs[j - 1]!;
        const { at, end, position } = this.pieces[j]!;
        const to = position + end - at;
        const fits = cost <= DISTANCE * Math.max(end - start, to - from) && end - start >= min;
        if (fits) best = { start, end, from, to };
      }
      if (best) regions.push(best);
    }
    return regions;
  }

  /** Edit distance of what lies between two pieces. */
  #cost(left: Piece, right: Piece): number {
    const from = left.position + left.end - left.at;
    const source = Array.from({ length: right.position - from }, (_, i) => this.#index.token(from + i));
    return editDistance(this.#ids.slice(left.end, right.at), source);
  }
}
