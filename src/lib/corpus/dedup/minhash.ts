// MinHash with banding: which documents are worth comparing, without comparing all with all.
import type { Collection } from './collection.ts';

export interface Banding {
  /** Hashes that must all agree in a bucket; b in Lee et al. 2022. */
  rows: number;
  /** Buckets, of which one must agree; r in Lee et al. 2022. Texts on hashing mostly say bands. */
  bands: number;
}

/**
 * The probability that two documents are compared: 1 - (1 - s^rows)^bands, s being their Jaccard similarity.
 * Lee et al. 2022 (arXiv:2107.06499), appendix A, with 20 rows and 450 bands; the scheme is that of A. Broder, "On the
 * resemblance and containment of documents", SEQUENCES 1997.
 */
export function candidateProbability(similarity: number, { rows, bands }: Banding): number {
  return 1 - (1 - similarity ** rows) ** bands;
}

/** The similarity at which one pair in two is compared. */
export const halfway = ({ rows, bands }: Banding): number => (1 - 0.5 ** (1 / bands)) ** (1 / rows);

/**
 * Each document as the set of its k-grams: ascending numbers, equal for equal k-grams of any document. Exact, not
 * hashed: a k-gram is known by its place in the suffix array. A document of fewer than k tokens has none.
 */
export function shingles(
  { stream, documents }: Collection,
  sa: Int32Array,
  lcp: Int32Array,
  k: number
): Int32Array[] {
  const gram = new Int32Array(stream.length);
  let id = 0;
  for (let r = 0; r < sa.length; r++) {
    if (lcp[r]! < k) id++;
    gram[sa[r]!] = id;
  }
  return documents.map(({ start, length }) => {
    const all = gram.slice(start, start + Math.max(0, length - k + 1)).sort();
    let n = 0;
    for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[i - 1]) all[n++] = all[i]!;
    return all.slice(0, n);
  });
}

/** Jaccard similarity of two ascending sets: what they share over what they hold together; 0 for two empty ones. */
export function jaccard(a: Int32Array, b: Int32Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const x = a[i]!;
    const y = b[j]!;
    if (x === y) shared++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  const all = a.length + b.length - shared;
  return all === 0 ? 0 : shared / all;
}

/** Spreads a number over 32 bits (the finalizer of A. Appleby's MurmurHash3). */
function mix(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** 32-bit numbers, the same for the same seed (G. Steele et al., SplitMix, in 32 bits). */
function numbers(seed: number): () => number {
  let state = seed | 0;
  return () => mix((state = (state + 0x9e3779b9) | 0));
}

/**
 * Min-hashes of one set: for each i, the smallest a[i] * x + b[i] over it, in 32 bits (multiply-add hashing). Four at a
 * time, since reading the set takes longer than the arithmetic.
 */
function minima(set: Int32Array, a: Int32Array, b: Int32Array, into: Int32Array): void {
  const n = set.length;
  const hashes = into.length;
  let i = 0;
  for (; i + 4 <= hashes; i += 4) {
    const a0 = a[i]!;
    const a1 = a[i + 1]!;
    const a2 = a[i + 2]!;
    const a3 = a[i + 3]!;
    const b0 = b[i]!;
    const b1 = b[i + 1]!;
    const b2 = b[i + 2]!;
    const b3 = b[i + 3]!;
    let least0 = MOST;
    let least1 = MOST;
    let least2 = MOST;
    let least3 = MOST;
    for (let s = 0; s < n; s++) {
      const x = set[s]!;
      const h0 = (Math.imul(x, a0) + b0) | 0;
      const h1 = (Math.imul(x, a1) + b1) | 0;
      const h2 = (Math.imul(x, a2) + b2) | 0;
      const h3 = (Math.imul(x, a3) + b3) | 0;
      if (h0 < least0) least0 = h0;
      if (h1 < least1) least1 = h1;
      if (h2 < least2) least2 = h2;
      if (h3 < least3) least3 = h3;
    }
    into[i] = least0;
    into[i + 1] = least1;
    into[i + 2] = least2;
    into[i + 3] = least3;
  }
  for (; i < hashes; i++) {
    let least = MOST;
    for (let s = 0; s < n; s++) {
      const h = (Math.imul(set[s]!, a[i]!) + b[i]!) | 0;
      if (h < least) least = h;
    }
    into[i] = least;
  }
}

const MOST = 0x7fffffff;

/** `n` hash functions after those that `next` has given already. */
function drawHashes(next: () => number, n: number): { a: Int32Array; b: Int32Array } {
  const a = new Int32Array(n);
  const b = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    a[i] = next() | 1;
    b[i] = next();
  }
  return { a, b };
}

/** The min-hashes of one set; the share on which two sets agree estimates their Jaccard similarity. */
export function signature(set: Int32Array, hashes: number, seed: number): Int32Array {
  const { a, b } = drawHashes(numbers(seed), hashes);
  const into = new Int32Array(hashes);
  minima(set.map(mix), a, b, into);
  return into;
}

/** Pairs of documents by index, the smaller first. */
export interface Pairs {
  a: Int32Array;
  b: Int32Array;
}

/**
 * The pairs of sets whose min-hashes agree in all rows of some band. An empty set is in no pair.
 *
 * @param seed chooses the hash functions
 * @param onBand called after each band, with the number of bands done
 */
export function candidates(
  sets: readonly Int32Array[],
  { rows, bands }: Banding,
  seed: number,
  onBand: (done: number) => void = () => {}
): Pairs {
  const n = sets.length;
  const next = numbers(seed);
  const mixed = sets.map((set) => set.map(mix));
  const full = Array.from({ length: n }, (_, i) => i).filter((i) => sets[i]!.length > 0);
  const key = new Float64Array(n);
  const seen = new PairSet(n);
  const least = new Int32Array(rows);
  for (let band = 0; band < bands; band++) {
    const { a, b } = drawHashes(next, rows);
    for (const i of full) {
      minima(mixed[i]!, a, b, least);
      // 53 bits of the rows together: that two differing bands get the same key does not happen in practice.
      let low = 1;
      let high = 2;
      for (let row = 0; row < rows; row++) {
        low = mix(Math.imul(low, 31) + least[row]!);
        high = mix(Math.imul(high, 37) ^ least[row]!);
      }
      key[i] = (high >>> 11) * 2 ** 32 + (low >>> 0);
    }
    const order = full.toSorted((i, j) => key[i]! - key[j]! || i - j);
    for (let from = 0, to = 0; from < order.length; from = to) {
      while (to < order.length && key[order[to]!] === key[order[from]!]) to++;
      for (let x = from; x < to; x++) for (let y = x + 1; y < to; y++) seen.add(order[x]!, order[y]!);
    }
    onBand(band + 1);
  }
  return seen.list();
}

/** A set of pairs a < b, one bit for each there could be. */
class PairSet {
  #bits: Uint8Array;
  #size = 0;
  #n: number;

  constructor(n: number) {
    this.#n = n;
    this.#bits = new Uint8Array(Math.ceil((n * (n - 1)) / 2 / 8));
  }

  add(a: number, b: number): void {
    const at = (b * (b - 1)) / 2 + a;
    const byte = Math.floor(at / 8);
    const bit = 1 << (at & 7);
    if (this.#bits[byte]! & bit) return;
    this.#bits[byte]! |= bit;
    this.#size++;
  }

  list(): Pairs {
    const pairs = { a: new Int32Array(this.#size), b: new Int32Array(this.#size) };
    let n = 0;
    let at = 0;
    for (let b = 1; b < this.#n; b++) {
      for (let a = 0; a < b; a++, at++) {
        if (!(this.#bits[at >> 3]! & (1 << (at & 7)))) continue;
        pairs.a[n] = a;
        pairs.b[n++] = b;
      }
    }
    return pairs;
  }
}
