// Codes are symbols of five bits. Their letters are Crockford's base 32, which has no I, L, O or U; their check is that of
// bech32m (BIP 350): six symbols at the end, which find every error in up to four of up to 89 symbols, and of other errors
// all but one in 2^30.

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CONSTANT = 0x2bc830a3;

/** Symbols of the check. */
export const CHECK = 6;

/** Symbols of a code at most, check included: the check promises nothing for more. */
export const LONGEST = 89;

/** The letters of a row of symbols, each from 0 to 31. */
export const written = (symbols: readonly number[]): string =>
  symbols.map((symbol) => LETTERS[symbol]).join('');

/** The symbol that a character stands for, in either case; an O read for a zero and an I or L for a one are taken as meant. Else -1. */
export const symbolOf = (character: string): number => {
  const upper = character.toUpperCase();
  return LETTERS.indexOf(upper === 'O' ? '0' : upper === 'I' || upper === 'L' ? '1' : upper);
};

function remainder(symbols: readonly number[]): number {
  let rest = 1;
  for (const symbol of symbols) {
    const top = rest >> 25;
    rest = ((rest & 0x1ffffff) << 5) ^ symbol;
    GENERATOR.forEach((polynomial, bit) => {
      if ((top >> bit) & 1) rest ^= polynomial;
    });
  }
  return rest;
}

/** The symbols with their check behind them. */
export function withCheck(symbols: readonly number[]): number[] {
  const rest = remainder([...symbols, ...new Array<number>(CHECK).fill(0)]) ^ CONSTANT;
  return [...symbols, ...Array.from({ length: CHECK }, (_, i) => (rest >> (5 * (CHECK - 1 - i))) & 31)];
}

/** Whether symbols end with their own check. */
export const isWhole = (symbols: readonly number[]): boolean =>
  symbols.length > CHECK && symbols.length <= LONGEST && remainder(symbols) === CONSTANT;

/** Writes whole numbers into symbols, bit after bit; the last symbol is filled up with zeros. */
export function pack(fields: readonly (readonly [value: number, bits: number])[]): number[] {
  const bits = fields.flatMap(([value, size]) => {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** size)
      throw new RangeError(`${value} does not fit into ${size} bits.`);
    return Array.from({ length: size }, (_, i) => Math.floor(value / 2 ** (size - 1 - i)) % 2);
  });
  return Array.from({ length: Math.ceil(bits.length / 5) }, (_, i) =>
    [0, 1, 2, 3, 4].reduce((symbol, bit) => symbol * 2 + (bits[5 * i + bit] ?? 0), 0)
  );
}

/** Reads them back, in the same order. */
export class Unpacker {
  #symbols;
  #at = 0;

  constructor(symbols: readonly number[]) {
    this.#symbols = symbols;
  }

  /** Symbols that have been begun. */
  get begun(): number {
    return Math.ceil(this.#at / 5);
  }

  /** The next number of so many bits; null where the symbols end before it does. */
  take(size: number): number | null {
    if (this.#at + size > 5 * this.#symbols.length) return null;
    let value = 0;
    for (let i = 0; i < size; i++, this.#at++)
      value = value * 2 + ((this.#symbols[Math.floor(this.#at / 5)]! >> (4 - (this.#at % 5))) & 1);
    return value;
  }
}

/** A hash of so many bits, 32 at most (FNV-1a, over UTF-16 units): to tell apart what is not spelled out. */
export function hash(text: string, bits: number): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value ^ (value >>> 16)) >>> (32 - bits);
}
