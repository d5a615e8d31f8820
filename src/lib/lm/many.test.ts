import { expect, test } from 'vitest';
import { Vocabulary } from '#lib/release/vocabulary.ts';
import type { KeyValueCache } from '#lib/engine/cache.ts';
import { emptyCache } from './fixtures/cache.ts';
import { chances, drawMany, scoreMany, temperatureAt, type Draw } from './many.ts';
import { complete, type Model, type Run } from './model.ts';
import { LmError } from './protocol.ts';

const SIZE = 40;
const on: Run = { breathe() {}, stopped: () => false };

/**
 * A made-up model whose logits hang on the last three tokens of each row, and on nothing that stands in other rows.
 * `widest`: most rows times tokens that it was given at once.
 */
function chatter(context = 64) {
  const widest = { value: 0 };
  const texts = new WeakMap<KeyValueCache, number[][]>();
  const model: Model = {
    context,
    bos: 0,
    vocabulary: Object.create(Vocabulary.prototype) as Vocabulary,
    cache: emptyCache,
    forward: (ids, cache) => {
      widest.value = Math.max(widest.value, ids.length);
      const count = ids.length / cache.batch;
      const rows = texts.get(cache) ?? Array.from({ length: cache.batch }, () => []);
      texts.set(cache, rows);
      const logits = new Float32Array(ids.length * SIZE);
      for (const [i, row] of rows.entries())
        for (let at = 0; at < count; at++) {
          row.push(ids[i * count + at]!);
          const state = row.slice(-3).reduce((sum, id) => sum * 31 + id + 7, row.length);
          for (let id = 0; id < SIZE; id++)
            logits[(i * count + at) * SIZE + id] = 3 * Math.sin(state * (id + 1)) - (id === 0 ? 2 : 0);
        }
      cache.length += count;
      if (cache.length > context) throw new Error('past the end of the window');
      return logits;
    }
  };
  Object.defineProperty(model.vocabulary, 'size', { value: SIZE });
  Object.defineProperty(model.vocabulary, 'piece', { value: (id: number) => String.fromCharCode(97 + id) });
  Object.defineProperty(model.vocabulary, 'bytes', { value: (id: number) => Uint8Array.of(97 + id) });
  return { model, widest };
}

const draw = (change: Partial<Draw> = {}): Draw => ({
  prompts: Array.from({ length: 8 }, () => []),
  tokens: 24,
  topK: 10,
  seed: 5,
  ...change
});

test('each sample is what its seed gives alone, whatever is drawn beside it', async () => {
  const { model } = chatter();
  const all = (await drawMany(model, draw(), () => {}, on))!;
  expect(all).toHaveLength(8);
  for (const [i, sample] of all.entries()) {
    const [alone] = (await drawMany(model, draw({ prompts: [[]], seed: 5 + i }), () => {}, on))!;
    expect(sample).toEqual(alone);
    expect(sample.ids.length).toBeLessThanOrEqual(24);
    expect(sample.ids).not.toContain(0);
  }
  expect(new Set(all.map(({ ids }) => ids.join())).size).toBeGreaterThan(1);
});

test('the log-probabilities of a sample are those that it has when it is scored', async () => {
  const { model } = chatter();
  for (const prompts of [Array.from({ length: 5 }, () => []), [1, 2, 3].map((id) => [id, 4, 5])]) {
    const all = (await drawMany(model, draw({ prompts }), () => {}, on))!;
    const scored = (await scoreMany(
      model,
      all.map(({ ids }) => ids),
      on
    ))!;
    for (const [i, { ids, logprobs }] of all.entries()) {
      expect(ids.slice(0, prompts[i]!.length)).toEqual(prompts[i]);
      expect(logprobs).toHaveLength(ids.length);
      for (const [at, value] of scored[i]!.entries()) expect(value).toBeCloseTo(logprobs[at]!, 9);
    }
  }
});

test('scores are those of a text by itself, however long the others are; what is too long is cut', async () => {
  const { model, widest } = chatter(32);
  const texts = [[1], [], Array.from({ length: 50 }, (_, i) => 1 + (i % 30)), [3, 4, 5, 6, 7, 8, 9, 10, 11]];
  const together = (await scoreMany(model, texts, on))!;
  expect(together.map(({ length }) => length)).toEqual([1, 0, 32, 9]);
  for (const [i, text] of texts.entries())
    expect(together[i]).toEqual((await scoreMany(model, [text], on))![0]);
  expect(widest.value).toBeLessThanOrEqual(4 * 8);
  expect(await scoreMany(model, [], on)).toEqual([]);
});

test('the chance of a text at temperature 1 and uncut is the sum of its scores, from where it is asked for', async () => {
  const { model } = chatter();
  const texts = [
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    [9, 8, 7, 6, 5]
  ];
  const scored = (await scoreMany(model, texts, on))!;
  const plain = { temperature: 1, topK: 0 };
  const found = (await chances(
    model,
    texts,
    { from: 3, drawings: [plain, { temperature: 1, topK: 1 }] },
    on
  ))!;
  for (const [i, [chance]] of found.entries())
    expect(chance).toBeCloseTo(
      scored[i]!.slice(3).reduce((a, b) => a + b, 0),
      9
    );
  expect(found.map(([, greedy]) => greedy)).toEqual([-Infinity, -Infinity]);
});

test('what is drawn is as likely as its chance says: greedy surely, others as often as that', async () => {
  const { model } = chatter();
  const prompt = [3, 1, 4];
  const [likeliest] = (await drawMany(model, draw({ prompts: [prompt], tokens: 9, topK: 1 }), () => {}, on))!;
  expect(
    await chances(model, [likeliest!.ids], { from: 3, drawings: [{ temperature: 0.5, topK: 1 }] }, on)
  ).toEqual([[0]]);
  const drawing = { temperature: 0.6, topK: 5 };
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 2048; seed += 64) {
    const prompts = Array.from({ length: 64 }, () => prompt);
    for (const { ids } of (await drawMany(
      model,
      draw({ prompts, tokens: 6, seed, ...drawing }),
      () => {},
      on
    ))!)
      counts.set(ids.join(), (counts.get(ids.join()) ?? 0) + 1);
  }
  for (const [text, n] of [...counts].toSorted(([, a], [, b]) => b - a).slice(0, 5)) {
    const ids = text.split(',').map(Number);
    const [[chance]] = (await chances(model, [ids], { from: 3, drawings: [drawing] }, on)) as [[number]];
    const p = Math.exp(chance);
    if (ids.length === 6) expect(Math.abs(n / 2048 - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 2048));
  }
});

test.each([
  { temperature: 0, topK: 0 },
  { temperature: Infinity, topK: 0 },
  { temperature: 1, topK: 2.5 },
  { temperature: 1, topK: -1 }
])('says no to drawing with %o', async (drawing) => {
  const { model } = chatter();
  await expect(chances(model, [[1, 2]], { from: 1, drawings: [drawing] }, on)).rejects.toThrow(LmError);
});

test('the temperature falls to 1 over the first tokens, by equal steps', () => {
  expect([0, 5, 10, 20, 21].map((at) => temperatureAt(at, { from: 10, over: 20 }))).toEqual([
    10, 7.75, 5.5, 1, 1
  ]);
  expect(temperatureAt(0, undefined)).toBe(1);
});

test('a higher temperature at first makes beginnings differ more', async () => {
  const { model } = chatter();
  const firsts = async (change: Partial<Draw>) => {
    const found = new Set<number>();
    for (let seed = 0; seed < 400; seed += 40) {
      const prompts = Array.from({ length: 40 }, () => []);
      for (const { ids } of (await drawMany(
        model,
        draw({ prompts, topK: 0, tokens: 2, seed, ...change }),
        () => {},
        on
      ))!)
        found.add(ids[0]!);
    }
    return found.size;
  };
  expect(await firsts({ decay: { from: 10, over: 20 } })).toBeGreaterThan(await firsts({}));
});

test('a batch that is stopped is none, and says how far it is', async () => {
  const { model } = chatter();
  let far = 0;
  const run: Run = { breathe() {}, stopped: () => far >= 6 };
  expect(await drawMany(model, draw({ topK: 0, tokens: 60 }), (tokens) => (far = tokens), run)).toBeNull();
  expect(far).toBe(6);
  const stopped: Run = { breathe() {}, stopped: () => true };
  expect(await scoreMany(model, [[1, 2, 3]], stopped)).toBeNull();
  expect(
    await chances(model, [[1, 2, 3]], { from: 0, drawings: [{ temperature: 1, topK: 0 }] }, stopped)
  ).toBeNull();
});

test.each([
  ['no prompts', { prompts: [] }],
  ['too many prompts', { prompts: Array.from({ length: 65 }, () => []) }],
  ['prompts of several lengths', { prompts: [[1], [1, 2]] }],
  ['more than the model reads', { tokens: 65 }],
  ['no token to draw', { prompts: [[1, 2, 3]], tokens: 3 }],
  ['a token that there is not', { prompts: [[SIZE]] }],
  ['half a seed', { seed: 0.5 }],
  ['a temperature below nothing', { temperature: -1 }]
])('says no to %s', async (_, change) => {
  const { model } = chatter();
  await expect(drawMany(model, draw(change), () => {}, on)).rejects.toThrow(LmError);
});

test('with no prompt and at temperature 1 a sample is the completion of nothing', async () => {
  const { model } = chatter();
  const written: number[][] = [[], [], [], []];
  for (const [i, ids] of written.entries()) {
    const decoding = {
      method: 'sample',
      temperature: 1,
      topK: 10,
      topP: 1,
      seed: 5 + i,
      maxTokens: 24
    } as const;
    await complete(model, [], decoding, 1, ([, { id }]) => ids.push(id), on);
  }
  const drawn = (await drawMany(model, draw({ prompts: [[], [], [], []] }), () => {}, on))!;
  expect(drawn.map(({ ids }) => ids)).toEqual(written);
});
