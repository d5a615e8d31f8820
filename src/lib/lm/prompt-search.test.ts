import { expect, test } from 'vitest';
import { Vocabulary } from '#lib/release/vocabulary.ts';
import type { KeyValueCache } from '#lib/engine/cache.ts';
import { emptyCache } from './fixtures/cache.ts';
import type { Model, Run } from './model.ts';
import {
  prune,
  searchPrompt,
  shorten,
  type Searching,
  type Shortening,
  type Tried
} from './prompt-search.ts';

const SIZE = 300;
const TEXT = [200, 201, 202, 203];
const BEFORE = [10, 11, 12, 13, 14, 15];
const on: Run = { breathe() {}, stopped: () => false };

/**
 * Writes the text where its prompt holds these tokens, in any place. Each of them that is there makes the text likelier,
 * and each token that has nothing to do with it a little less so.
 */
function reciter(wants: readonly number[]) {
  const texts = new WeakMap<KeyValueCache, number[][]>();
  let asked = 0;
  const model: Model = {
    context: 64,
    bos: 0,
    vocabulary: Object.assign(Object.create(Vocabulary.prototype) as Vocabulary, {}),
    cache: emptyCache,
    forward: (ids, cache) => {
      const rows = Array.from({ length: cache.batch }, (_, i) =>
        ids.slice((i * ids.length) / cache.batch, ((i + 1) * ids.length) / cache.batch)
      );
      texts.set(cache, rows);
      const width = rows[0]!.length;
      asked += rows.length;
      const logits = new Float32Array(rows.length * width * SIZE);
      for (const [r, row] of rows.entries()) {
        expect(row[0]).toBe(0);
        expect(row.slice(1)).not.toContain(0);
        const end = row.indexOf(TEXT[0]!) < 0 ? row.length : row.indexOf(TEXT[0]!);
        const prompt = row.slice(1, end);
        const there = wants.filter((id) => prompt.includes(id)).length;
        for (let at = 0; at < width; at++) {
          const next = TEXT[Math.max(0, at - end + 1)] ?? 1;
          const from = (r * width + at) * SIZE;
          logits[from + 7] = 5;
          logits[from + next] = there === wants.length ? 6 : there - 0.01 * prompt.length;
        }
      }
      return logits;
    }
  };
  Object.defineProperty(model.vocabulary, 'size', { value: SIZE });
  return { model, asked: () => asked };
}

const wanted = { text: TEXT, before: BEFORE, pool: [...BEFORE, ...TEXT], steps: 60, seed: 5 };

test('the tokens before a text are taken away from the left, and each prompt says how far it comes', async () => {
  const tried: Tried[] = [];
  await prune(reciter([13, 15]).model, wanted, (each) => tried.push(each), on);
  expect(tried.map(({ prompt }) => prompt)).toEqual(BEFORE.map((_, i) => BEFORE.slice(i)));
  expect(tried.map(({ matched }) => matched)).toEqual([4, 4, 4, 4, 0, 0]);
});

test('drops what is not needed, down to what is', async () => {
  const states: Searching[] = [];
  const found = await searchPrompt(reciter([11, 15]).model, wanted, 5, (state) => states.push(state), on);
  expect(found?.toSorted()).toEqual([11, 15]);
  const lengths = states.filter(({ matched }) => matched === TEXT.length).map(({ prompt }) => prompt.length);
  expect(lengths).toEqual([4, 3, 2]);
});

test('finds tokens that stand nowhere before the text', async () => {
  const { model } = reciter([77]);
  const found = await searchPrompt(model, { ...wanted, steps: 400 }, null, () => {}, on);
  expect(found).toEqual([77]);
  // The same seed, the same search.
  const run = async () => {
    const states: Searching[] = [];
    await searchPrompt(model, wanted, null, (state) => states.push(state), on);
    return states;
  };
  expect(await run()).toEqual(await run());
});

test('says null where there is none, after so many steps', async () => {
  const states: Searching[] = [];
  const { model } = reciter([301, 302]);
  expect(
    await searchPrompt(model, { ...wanted, steps: 9 }, null, (state) => states.push(state), on)
  ).toBeNull();
  expect(states.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(states.every(({ matched }) => matched < TEXT.length)).toBe(true);
});

test('is stopped with the shortest prompt so far', async () => {
  let found = 0;
  const run: Run = { breathe() {}, stopped: () => found > 1 };
  const prompt = await searchPrompt(
    reciter([15]).model,
    wanted,
    6,
    ({ matched }) => (found += matched === TEXT.length ? 1 : 0),
    run
  );
  expect(prompt).toHaveLength(4);
  const tried: Tried[] = [];
  await prune(reciter([15]).model, wanted, (each) => tried.push(each), {
    ...on,
    stopped: () => tried.length > 1
  });
  expect(tried).toHaveLength(2);
});

test('the search begins with as few of the words before the text as suffice', async () => {
  const states: Shortening[] = [];
  const { model } = reciter([11, 15]);
  const found = await shorten(model, wanted, (state) => states.push(state), on);
  expect(found?.toSorted()).toEqual([11, 15]);
  const own = states.filter(({ bits }) => bits === null);
  expect(own.map(({ prompt }) => prompt)).toEqual(BEFORE.map((_, i) => BEFORE.slice(i)));
  expect(states[own.length]!.prompt).toHaveLength(4);
  const stopped: Run = { ...on, stopped: () => true };
  expect(await shorten(model, wanted, () => {}, stopped)).toBeNull();
});
