/**
 * A range coder (G. N. N. Martin 1979): arithmetic coding, a byte at a time. The line from 0 to 2^48 is narrowed symbol by
 * symbol; what is left at the end is named by as few bytes as name a place in it. All numbers are whole and below 2^53, so
 * the bytes depend on the frequencies alone, in every browser.
 */

/** What the frequencies of all symbols add up to: a power of two, so that dividing by it is exact. */
export const TOTAL = 2 ** 24;

/** The line's length, and the least that is left of it before another byte is settled. */
const WHOLE = 2 ** 48;
const LEAST = 2 ** 40;
/** Bytes that name a place on the line. */
const WIDTH = 6;

/** A symbol's stretch of `TOTAL`: where it begins and how long it is, at least 1. */
export interface Stretch {
  from: number;
  length: number;
}

/** Writes symbols as bytes. */
export class RangeEncoder {
  #bytes: number[] = [];
  #low = 0;
  #range = WHOLE;

  /** Bytes settled so far, but for a carry. */
  get settled(): number {
    return this.#bytes.length;
  }

  write({ from, length }: Stretch): void {
    const unit = Math.floor(this.#range / TOTAL);
    this.#low += unit * from;
    this.#range = unit * length;
    this.#carry();
    while (this.#range <= LEAST) {
      this.#bytes.push(Math.floor(this.#low / LEAST));
      this.#low = (this.#low % LEAST) * 256;
      this.#range *= 256;
    }
  }

  /** All bytes. The fewest that will do: the reader takes those after the last one as zeros. */
  end(): Uint8Array {
    for (let count = 0; count <= WIDTH; count++) {
      const step = 256 ** (WIDTH - count);
      const place = Math.ceil(this.#low / step) * step;
      if (place >= this.#low + this.#range) continue;
      this.#low = place;
      this.#carry();
      for (let i = 0; i < count; i++) {
        this.#bytes.push(Math.floor(this.#low / LEAST));
        this.#low = (this.#low % LEAST) * 256;
      }
      break;
    }
    return Uint8Array.from(this.#bytes);
  }

  #carry(): void {
    if (this.#low < WHOLE) return;
    this.#low -= WHOLE;
    let at = this.#bytes.length - 1;
    while (this.#bytes[at] === 255) this.#bytes[at--] = 0;
    this.#bytes[at]!++;
  }
}

/** Reads the symbols of those bytes: for each, first the place on its line of `TOTAL`, then the stretch that it fell in. */
export class RangeDecoder {
  /** Bytes past the end that are read as zeros, at most, of what `RangeEncoder` wrote. */
  static readonly AHEAD = WIDTH;

  readonly #bytes: Uint8Array;
  #at = 0;
  /** Where the bytes point to, from the beginning of what is left of the line. */
  #offset = 0;
  #range = WHOLE;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    for (let i = 0; i < WIDTH; i++) this.#offset = this.#offset * 256 + this.#next();
  }

  /** Bytes that are not read yet; below zero where more was read than there is. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** Where on the next symbol's line of `TOTAL` the bytes point to. */
  place(): number {
    return Math.min(TOTAL - 1, Math.floor(this.#offset / Math.floor(this.#range / TOTAL)));
  }

  /** Goes on past the symbol with this stretch. */
  pass({ from, length }: Stretch): void {
    const unit = Math.floor(this.#range / TOTAL);
    this.#offset -= unit * from;
    this.#range = unit * length;
    while (this.#range <= LEAST) {
      this.#offset = this.#offset * 256 + this.#next();
      this.#range *= 256;
    }
  }

  #next(): number {
    return this.#bytes[this.#at++] ?? 0;
  }
}
