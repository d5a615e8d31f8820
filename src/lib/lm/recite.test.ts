import { expect, test } from 'vitest';
import type { KeyValueCache } from '#lib/engine/cache.ts';
import { emptyCache } from './fixtures/cache.ts';
import type { Model, Run } from './model.ts';
import { recite, REREAD } from './recite.ts';
import { Vocabulary } from '#lib/release/vocabulary.ts';

const WINDOW = 256;
const SIZE = 1000;
const on: Run = { breathe() {}, stopped: () => false };

/** A text of which any few tokens tell the place: their differences do. */
const TEXT = Array.from({ length: 900 }, (_, i) => 1 + ((i * i + 7 * i) % (SIZE - 1)));

/** Goes on as its text does, and begins another document (token 0) where that ends. `read`: what each step gave it. */
function parrot() {
  const read: number[][] = [];
  const before = new WeakMap<KeyValueCache, number[]>();
  const model: Model = {
    context: WINDOW,
    bos: 0,
    vocabulary: Object.assign(Object.create(Vocabulary.prototype) as Vocabulary, {}),
    cache: emptyCache,
    forward: (ids, cache) => {
      read.push([...ids]);
      const text = [...(before.get(cache) ?? []), ...ids];
      before.set(cache, text);
      cache.length = text.length;
      const tail = text.slice(-4).join();
      const at = TEXT.findIndex((_, i) => TEXT.slice(i, i + 4).join() === tail);
      const logits = new Float32Array(SIZE);
      logits[at < 0 ? 0 : (TEXT[at + 4] ?? 0)] = 1;
      return logits;
    }
  };
  Object.defineProperty(model.vocabulary, 'size', { value: SIZE });
  return { model, read };
}

test('goes on past the end of the window: its last tokens are read again, without a start mark', async () => {
  const { model, read } = parrot();
  const written: number[] = [];
  const ids = TEXT.slice(0, 16);
  const end = await recite(
    model,
    ids,
    { start: true, count: TEXT.length - 16 },
    (id) => written.push(id),
    on
  );
  expect(end).toBe('length');
  expect(written).toEqual(TEXT.slice(16));
  expect(read[0]).toEqual([0, ...ids]);
  const again = read.slice(1).filter(({ length }) => length > 1);
  expect(again.map(({ length }) => length)).toEqual(Array(again.length).fill(REREAD));
  // The window holds the start mark and 255 tokens; the token that found no room is the last of those read again.
  expect(again[0]).toEqual(TEXT.slice(WINDOW - REREAD, WINDOW));
  expect(again[1]).toEqual(
    TEXT.slice(WINDOW + (WINDOW - REREAD + 1) - REREAD, WINDOW + (WINDOW - REREAD + 1))
  );
  expect(read.length - 1).toBe(written.length - 1);
});

test('ends where the model begins another document, after so many tokens, and when it is stopped', async () => {
  const { model } = parrot();
  const written: number[] = [];
  const from = (place: number, count: number, run = on) => {
    written.length = 0;
    const ids = TEXT.slice(place, place + 8);
    return recite(model, ids, { start: false, count }, (id) => written.push(id), run);
  };
  expect(await from(880, 100)).toBe('eos');
  expect(written).toEqual(TEXT.slice(888));
  expect(await from(100, 5)).toBe('length');
  expect(written).toEqual(TEXT.slice(108, 113));
  expect(await from(100, 0)).toBe('length');
  expect(written).toEqual([]);
  expect(await from(100, 50, { breathe() {}, stopped: () => written.length === 3 })).toBe('user');
  expect(written).toHaveLength(3);
});

test('refuses what it cannot go on from', async () => {
  const { model } = parrot();
  const ask = (ids: number[], start: boolean) => recite(model, ids, { start, count: 1 }, () => {}, on);
  await expect(ask([], false)).rejects.toMatchObject({ code: 'input' });
  await expect(ask([], true)).resolves.toBe('eos');
  await expect(ask([SIZE], false)).rejects.toMatchObject({ code: 'input' });
  await expect(ask(TEXT.slice(0, WINDOW), true)).rejects.toMatchObject({ code: 'context' });
  await expect(ask(TEXT.slice(0, WINDOW), false)).resolves.toBe('length');
});
