import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Vocabulary } from '#lib/release/vocabulary.ts';
import type { KeyValueCache } from '#lib/engine/cache.ts';
import { emptyCache } from './fixtures/cache.ts';
import type { Model, Run } from './model.ts';
import { LmError } from './protocol.ts';
import { randomStream } from '#lib/measures/random.ts';
import { MOST_TOKENS, receive, send, type Sent } from './transmit.ts';

const json = JSON.parse(readFileSync('src/lib/lm/fixtures/tiny/tokenizer.json', 'utf8'));
const vocabulary = new Vocabulary(json);
const tokenizer = new Tokenizer({ ...json, added_tokens: [] }, { clean_up_tokenization_spaces: false });
const encode = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids;
const on: Run = { breathe() {}, stopped: () => false };

const BOS = 0;

/** Any distribution at all, by what stands in the window. `steps`: what each step read. */
function fake({ seed = 1, spread = 4, window = 64 } = {}) {
  const steps: number[][] = [];
  const before = new WeakMap<KeyValueCache, number[]>();
  const model: Model = {
    context: window,
    bos: BOS,
    vocabulary,
    cache: emptyCache,
    forward: (ids, cache) => {
      steps.push([...ids]);
      const text = [...(before.get(cache) ?? []), ...ids];
      before.set(cache, text);
      cache.length = text.length;
      const random = randomStream(text.reduce((hash, id) => (Math.imul(hash, 31) + id) | 0, seed));
      return Float32Array.from({ length: vocabulary.size }, () => spread * random());
    }
  };
  return { model, steps };
}

async function sent(model: Model, ids: readonly number[]) {
  const tokens: Sent[] = [];
  const message = await send(model, ids, (token) => tokens.push(token), on);
  return { message, tokens, bits: tokens.reduce((sum, { bits }) => sum + bits, 0) };
}

const failure = async (promise: Promise<unknown>): Promise<LmError> => {
  const error: unknown = await promise.then(
    () => expect.fail('should have failed'),
    (reason: unknown) => reason
  );
  expect(error).toBeInstanceOf(LmError);
  return error as LmError;
};

test('any text comes back, in the bytes that its probability asks for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat(100), async (text, seed) => {
      const ids = encode(text);
      const { message, tokens, bits } = await sent(fake({ seed }).model, ids);
      expect(tokens).toHaveLength(ids.length);
      expect(tokens.map((token) => token.text).join('')).toBe(text);
      const arrived: number[] = [];
      const read = await receive(fake({ seed }).model, message, (id) => arrived.push(id), on);
      expect(vocabulary.decode(read)).toBe(text);
      expect(arrived).toEqual(read);
      const header = (ids.length > 127 ? 2 : 1) + 4;
      expect(8 * (message.length - header)).toBeLessThan(bits + 9);
    }),
    { numRuns: 60 }
  );
});

test('the empty text takes its header alone', async () => {
  const { message } = await sent(fake().model, []);
  expect(message).toEqual(new Uint8Array(5));
  expect(await receive(fake().model, message, () => {}, on)).toEqual([]);
});

test(
  'ten thousand tokens come back, past the end of the window, in the same steps on both sides',
  { tags: ['heavy'], timeout: 120_000 },
  async () => {
    const random = randomStream(3);
    const ids = Array.from({ length: 10_000 }, () => 1 + Math.floor(random() * (vocabulary.size - 1)));
    const [sender, receiver] = [fake({ window: 256 }), fake({ window: 256 })];
    const { message } = await sent(sender.model, ids);
    expect(await receive(receiver.model, message, () => {}, on)).toEqual(ids);
    expect(receiver.steps).toEqual(sender.steps);
    expect(sender.steps[0]).toEqual([BOS]);
    // The window holds the start mark and 255 tokens; then the last 160 are read again.
    expect(sender.steps.findIndex(({ length }) => length > 1)).toBe(256);
    expect(sender.steps[256]).toEqual(ids.slice(96, 256));
    expect(sender.steps[257]).toEqual([ids[256]]);
  }
);

test('a probability near nothing is sent all the same', async () => {
  const ids = encode('abc');
  const { message, tokens } = await sent(fake({ spread: 1e6 }).model, ids);
  expect(tokens.map(({ bits }) => bits)).toEqual(ids.map(() => 24));
  expect(await receive(fake({ spread: 1e6 }).model, message, () => {}, on)).toEqual(ids);
});

test('damaged bytes are an error, and so are too few, too many and those of another model', async () => {
  const ids = encode('Call me Ishmael. Some years ago, never mind how long precisely.');
  const { model } = fake();
  const { message } = await sent(model, ids);
  const refused = async (bytes: Uint8Array, by = model) => {
    let read = 0;
    const error = await failure(receive(by, bytes, () => read++, on));
    expect(error.code).toBe('unreadable');
    expect(error.message).toMatch(/^These bytes are not what this model sent\. .* send the text again\.$/);
    expect(read).toBeLessThanOrEqual(MOST_TOKENS);
  };
  await refused(message, fake({ seed: 2 }).model);
  await refused(new Uint8Array());
  await refused(Uint8Array.from([...message, 0]));
  await refused(Uint8Array.from([255, 255, 255, ...message]));
  for (let length = 0; length < message.length; length++) await refused(message.slice(0, length));
  await fc.assert(
    fc.asyncProperty(fc.nat(message.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      await refused(Uint8Array.from(message, (byte, i) => (i === at ? byte ^ flip : byte)));
    }),
    { numRuns: 100 }
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (bytes) => {
      if (bytes.some((byte) => byte > 0)) await refused(bytes);
    }),
    { numRuns: 30 }
  );
});

test('is stopped between two tokens; a text that is too long is refused', async () => {
  const ids = encode('one two three four');
  const { model } = fake();
  const { message } = await sent(model, ids);
  const stopping = (after: number): Run => ({ breathe() {}, stopped: () => after-- <= 0 });
  expect((await failure(send(model, ids, () => {}, stopping(2)))).code).toBe('aborted');
  expect((await failure(receive(model, message, () => {}, stopping(2)))).code).toBe('aborted');
  const error = await failure(send(model, new Array<number>(MOST_TOKENS + 1).fill(1), () => {}, on));
  expect(error.code).toBe('context');
  expect(error.message).toContain('16,385 tokens');
});
