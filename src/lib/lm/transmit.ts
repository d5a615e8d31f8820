import type { KeyValueCache } from '#lib/engine/cache.ts';
import { crc32 } from './crc32.ts';
import { bitsOf, Frequencies } from './frequencies.ts';
import type { Model, Run } from './model.ts';
import { LmError } from './protocol.ts';
import { RangeDecoder, RangeEncoder } from './range-coder.ts';
import { REREAD } from './recite.ts';
import { softmax } from './softmax.ts';
import { TokenText } from '#lib/release/vocabulary.ts';
import { count } from '#lib/words/number.ts';

/** Most tokens of a text that is sent: what damaged bytes may claim, too. */
export const MOST_TOKENS = 16_384;
/** Bytes of the checksum. */
const CHECK = 4;

/** A token that was sent, and what it took. */
export interface Sent {
  /** The characters that end in it. */
  text: string;
  bits: number;
}

/**
 * Sends a text: its tokens, coded by what the model expected at each (Delétang et al. 2024, arXiv 2309.10668).
 *
 * The message is the number of tokens (7 bits a byte, the lowest first), the CRC-32 of the text's bytes, and the code.
 * Nothing else comes with it: whoever has the same model reads it by `receive`. Both go token by token, in the same steps,
 * and so find the same numbers to the bit. WebAssembly rounds alike on every machine, but the sines and logarithms of
 * another browser may differ in their last bit; another text may then be read, which the checksum tells.
 *
 * A text longer than the window goes on as `recite` does: the last `REREAD` tokens are read again, by themselves.
 *
 * @param ids the text's tokens, without BOS
 * @param emit called with each token that is coded
 * @throws LmError 'context' where the text is too long, 'aborted' where it was stopped
 */
export async function send(
  model: Model,
  ids: readonly number[],
  emit: (sent: Sent) => void,
  run: Run
): Promise<Uint8Array<ArrayBuffer>> {
  if (ids.length > MOST_TOKENS)
    throw new LmError(
      'context',
      `This text is ${count(ids.length)} tokens long; ${count(MOST_TOKENS)} are sent at most. Shorten it and try again.`
    );
  const coder = new RangeEncoder();
  const reader = new TokenReader(model, run);
  const read = new TokenText(model.vocabulary);
  let text = '';
  for (const id of ids) {
    const stretch = (await reader.frequencies()).of(id);
    coder.write(stretch);
    reader.push(id);
    const before = text.length;
    text = read.push(id);
    emit({ text: text.slice(before), bits: bitsOf(stretch) });
  }
  return Uint8Array.from([...header(ids.length), ...checksum(model, ids), ...coder.end()]);
}

/**
 * The tokens of a message of `send`, from its bytes and the model alone.
 *
 * @param emit called with each token that is read
 * @throws LmError 'unreadable' where the bytes are no message of this model, 'aborted' where it was stopped
 */
export async function receive(
  model: Model,
  message: Uint8Array,
  emit: (id: number) => void,
  run: Run
): Promise<number[]> {
  const { tokens, at } = readHeader(message);
  const coder = new RangeDecoder(message.subarray(at + CHECK));
  const again = new RangeEncoder();
  const reader = new TokenReader(model, run);
  const ids: number[] = [];
  while (ids.length < tokens) {
    if (coder.left < -RangeDecoder.AHEAD) throw unreadable('They end before the text does.');
    const { id, ...stretch } = (await reader.frequencies()).at(coder.place());
    coder.pass(stretch);
    again.write(stretch);
    reader.push(id);
    ids.push(id);
    emit(id);
  }
  const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i]);
  if (!same(checksum(model, ids), message.slice(at, at + CHECK)))
    throw unreadable('The text that came of them does not match their checksum.');
  if (!same(again.end(), message.slice(at + CHECK)))
    throw unreadable('There are more of them than the text takes.');
  return ids;
}

/** What the model expects after each token. It is read alone, also where several are known: see `send`. */
class TokenReader {
  readonly #model: Model;
  readonly #run: Run;
  readonly #text: number[];
  #cache: KeyValueCache;

  constructor(model: Model, run: Run) {
    this.#model = model;
    this.#run = run;
    this.#text = [model.bos];
    this.#cache = model.cache();
  }

  push(id: number): void {
    this.#text.push(id);
  }

  /** The next token's distribution. */
  async frequencies(): Promise<Frequencies> {
    await this.#run.breathe();
    if (this.#run.stopped()) throw new LmError('aborted', 'Stopped.');
    const full = this.#cache.length >= this.#model.context;
    if (full) this.#cache = this.#model.cache();
    const logits = this.#model.forward(full ? this.#text.slice(-REREAD) : [this.#text.at(-1)!], this.#cache);
    return new Frequencies(softmax(logits.subarray(-this.#model.vocabulary.size)));
  }
}

function header(tokens: number): number[] {
  const bytes: number[] = [];
  for (; tokens > 127; tokens >>= 7) bytes.push(128 | (tokens & 127));
  return [...bytes, tokens];
}

function readHeader(message: Uint8Array): { tokens: number; at: number } {
  let tokens = 0;
  for (let at = 0; at < 3 && at < message.length; at++) {
    tokens += (message[at]! & 127) * 128 ** at;
    if (message[at]! > 127) continue;
    if (tokens > MOST_TOKENS || (at > 0 && message[at] === 0)) break;
    if (message.length < at + 1 + CHECK) break;
    return { tokens, at: at + 1 };
  }
  throw unreadable('They do not begin as a message does.');
}

function checksum({ vocabulary }: Model, ids: readonly number[]): Uint8Array {
  const sum = crc32(ids.flatMap((id) => [...vocabulary.bytes(id)]));
  return Uint8Array.from({ length: CHECK }, (_, i) => sum >>> (8 * i));
}

const unreadable = (why: string) =>
  new LmError(
    'unreadable',
    `These bytes are not what this model sent. ${why} Nothing of it is kept; send the text again.`
  );
