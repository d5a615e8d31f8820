import type { Runnable } from '#lib/release/manifest.ts';

/** Bytes that a text takes by programs that know nothing but itself; those that there are. */
export type Packed = Partial<Record<'gzip' | 'brotli' | 'zstd', number>>;

/** A text that crossed: by which bytes, and what each of its tokens took. */
export interface Crossing {
  /** Display text of each token, with the bits that it took. */
  tokens: { text: string; bits: number }[];
  /** The message; null until all of it is sent. */
  message: Uint8Array<ArrayBuffer> | null;
  /** What the receiver has read so far. */
  received: string;
}

/** A planted passage, and its recorded crossings. */
export interface CodedText {
  passage: string;
  copies: number;
  text: string;
  pieces: string[];
  packed: Packed;
  /** By model: the message in hexadecimal, and the bits of each token. */
  sent: Record<string, { message: string; bits: number[] }>;
}

/** What the coder shows. */
export interface Coder {
  /** From large to small, each with all copies before its twin. */
  models: Runnable['models'];
  /** From the most copies to none. */
  texts: CodedText[];
}

/** Bytes of a message before the code itself: the number of tokens (7 bits a byte), and the checksum; see lm/transmit.ts. */
export const headerOf = (tokens: number): number => (tokens > 16383 ? 3 : tokens > 127 ? 2 : 1) + 4;

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** Bytes as two hexadecimal digits each. */
export const hex = (bytes: Uint8Array): string[] =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));

export const fromHex = (digits: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** The message with one bit of its code turned, where it has a code; else one of its checksum. */
export function damage(
  message: Uint8Array<ArrayBuffer>,
  tokens: number
): { bytes: Uint8Array<ArrayBuffer>; at: number } {
  const at = message.length > headerOf(tokens) ? headerOf(tokens) : message.length - 1;
  return { bytes: message.map((byte, i) => (i === at ? byte ^ 0x10 : byte)), at };
}
