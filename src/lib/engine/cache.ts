import type { Address } from './kernels.ts';

/** Positions of a page; PAGE in kernels.as. */
export const PAGE = 32;

/** Where pages come from. */
export interface Pages {
  take(): Address;
  /** A page with what stands in another. */
  copy(page: Address): Address;
}

/**
 * Keys and values of several sequences of equal length, in pages of `PAGE` positions (paged attention, Kwon et al. 2023,
 * arXiv:2309.06180): a sequence takes room as it grows, and sequences that begin alike share the pages that are full.
 */
export class KeyValueCache {
  /** Positions that are filled. */
  length = 0;
  /** The pages of each sequence, in their order. */
  readonly sequences: Address[][];
  readonly #pages: Pages;

  constructor(pages: Pages, batch = 1) {
    this.#pages = pages;
    this.sequences = Array.from({ length: batch }, () => []);
  }

  /** How many sequences there are. */
  get batch(): number {
    return this.sequences.length;
  }

  /** Takes the pages for `count` positions more. */
  reserve(count: number): void {
    for (const sequence of this.sequences) {
      while (sequence.length * PAGE < this.length + count) sequence.push(this.#pages.take());
    }
  }

  /** From here on there are `batch` sequences, which all begin with what the first holds. */
  repeat(batch: number): void {
    const [first] = this.sequences;
    const full = first!.slice(0, Math.floor(this.length / PAGE));
    const begun = first!.slice(full.length);
    this.sequences.length = 1;
    while (this.sequences.length < batch) {
      this.sequences.push([...full, ...begun.map((page) => this.#pages.copy(page))]);
    }
  }
}
