import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parseManifest } from '#lib/release/manifest.ts';
import type { Passage } from '#lib/release/passages.ts';
import { Decoder } from './decoder.ts';
import { Memory } from './kernels.ts';
import { Llama } from './llama.ts';
import { readWeights, shapeOf, type LlamaConfig } from './onnx.ts';

const LAB = 'static/lab';
const json = async (path: string) => JSON.parse(await readFile(`${LAB}/${path}`, 'utf8'));
const manifest = parseManifest(await json('manifest.json'));
const { passages } = (await json(manifest.passages.path)) as { passages: Passage[] };
const seed = Date.now() % 1_000_000;

async function read(id: string, dtype?: string) {
  const { path, dtypes } = manifest.models.find((model) => model.id === id)!;
  const shape = shapeOf((await json(`${path}/config.json`)) as LlamaConfig);
  const file = (dtype ?? dtypes[0]) === 'q8' ? 'model_quantized.onnx' : 'model_fp16.onnx';
  return { shape, weights: readWeights(await readFile(`${LAB}/${path}/onnx/${file}`), shape) };
}

async function open(id: string, dtype?: string) {
  const { shape, weights } = await read(id, dtype);
  return new Decoder(shape, weights);
}

const small = await open('d2-raw');
const SIZE = small.shape.vocabulary;
const text = passages[0]!.token_ids;

const best = (row: Float32Array) => row.indexOf(row.reduce((a, b) => Math.max(a, b)));
const lead = (row: Float32Array, id: number) => row[best(row)]! - row[id]!;
const logprob = (row: Float32Array, id: number) => {
  const top = row[best(row)]!;
  return row[id]! - top - Math.log(row.reduce((sum, x) => sum + Math.exp(x - top), 0));
};

describe('however a text is read, the logits are the same to the bit', () => {
  const whole = small.forward(text.slice(0, 100), small.cache());

  test.each([1, 3, 31, 32, 33, 64, 99])('in pieces of %i', (piece) => {
    const cache = small.cache();
    for (let at = 0; at < 100; at += piece) {
      const ids = text.slice(at, Math.min(at + piece, 100));
      expect(small.forward(ids, cache)).toEqual(whole.subarray(at * SIZE, (at + ids.length) * SIZE));
    }
    expect(cache.length).toBe(100);
  });

  test.each([2, 5, 16, 64, 70])('beside others: %i at once', (batch) => {
    const cache = small.cache(batch);
    const other = (i: number) => text.slice(i % 20, (i % 20) + 40);
    const rows = Array.from({ length: batch }, (_, i) => (i % 3 === 0 ? text.slice(0, 40) : other(i)));
    const found = small.forward(rows.flat(), cache);
    const next = small.forward(
      rows.map((_, i) => text[i % 3 === 0 ? 40 : (i % 20) + 40]!),
      cache
    );
    for (let i = 0; i < batch; i += 3) {
      expect(found.subarray(i * 40 * SIZE, (i + 1) * 40 * SIZE)).toEqual(whole.subarray(0, 40 * SIZE));
      expect(next.subarray(i * SIZE, (i + 1) * SIZE)).toEqual(whole.subarray(40 * SIZE, 41 * SIZE));
    }
  });

  test.each([1, 31, 32, 33, 64, 65])('as several sequences from the position %i on', (shared) => {
    const cache = small.cache();
    small.forward(text.slice(0, shared), cache);
    cache.repeat(4);
    expect(cache.batch).toBe(4);
    // The others go ways of their own, and leave the first alone.
    for (let at = shared; at < shared + 35; at++) {
      const found = small.forward([text[at]!, 5, 6, text[at]!], cache);
      const expected = whole.subarray(at * SIZE, (at + 1) * SIZE);
      expect(found.subarray(0, SIZE)).toEqual(expected);
      expect(found.subarray(3 * SIZE)).toEqual(expected);
    }
  });
});

test('it says what the teacher says', async () => {
  const { shape, weights } = await read('d2-raw');
  const ids = text.slice(0, 90);
  const [losses] = new Llama(shape, weights, { rows: 100, longest: 100 }).score([ids]);
  const logits = small.forward(ids, small.cache());
  for (const [i, loss] of losses!.entries()) {
    expect(-logprob(logits.subarray(i * SIZE, (i + 1) * SIZE), ids[i + 1]!)).toBeCloseTo(loss, 4);
  }
});

// Rows were published of the first file alone; what the others hold is the same weights, rounded otherwise.
const others = manifest.models.flatMap(({ id, dtypes }) =>
  dtypes.slice(1).map((dtype) => [id, dtype] as const)
);

test.each(others)('%s expects nearly the same in %s as in the file that is run', async (id, dtype) => {
  const ids = text.slice(0, 128);
  const [run, other] = [await open(id), await open(id, dtype)].map((model) => {
    const logits = model.forward(ids, model.cache());
    return ids.slice(1).map((next, i) => logprob(logits.subarray(i * SIZE, (i + 1) * SIZE), next));
  });
  const apart = run!.reduce((sum, value, i) => sum + Math.abs(value - other![i]!), 0) / run!.length;
  expect(apart).toBeLessThan(0.05); // nats; some 0.02 to 0.03
  expect(apart).toBeGreaterThan(0);
});

test('what does not fit is refused, and nothing is lost by it', async () => {
  const cache = small.cache();
  expect(() => small.forward([SIZE], cache)).toThrow('no such token');
  expect(() => small.forward([1.5], cache)).toThrow('no such token');
  small.forward(text.slice(0, 100), cache);
  expect(() => small.forward(new Array<number>(157).fill(1), cache)).toThrow('context is full');
  expect(small.forward(new Array<number>(156).fill(1), cache)).toHaveLength(156 * SIZE);
  small.cache();
  expect(() => small.forward([1], cache)).toThrow('out of use');
  const { shape, weights } = await read('d1-raw');
  expect(() => new Decoder({ ...shape, vocabulary: 4098 }, weights)).toThrow('multiple of 16');
  expect(() => new Decoder({ ...shape, depth: 2 }, weights)).toThrow(RangeError);
});

test('what there is no room for takes none', () => {
  const memory = new Memory();
  expect(() => memory.allocate(2 ** 30)).toThrow(RangeError);
  const place = memory.allocate(4);
  expect(memory.floats(place, 4).fill(1)).toHaveLength(4);
});

test('memory stays as it is over many texts', async () => {
  const model = await open('d1-raw');
  const ask = () => {
    const cache = model.cache();
    model.forward(text.slice(0, 40), cache);
    cache.repeat(64);
    for (let i = 0; i < 30; i++) model.forward(new Array<number>(64).fill(7), cache);
  };
  ask();
  const { bytes } = model.memory;
  for (let i = 0; i < 20; i++) ask();
  expect(model.memory.bytes).toBe(bytes);
});

/** Rows of each published file that are asked again; all of them with DECODER_ROWS=all, which takes hours. */
const ROWS = process.env['DECODER_ROWS'] ?? '3';
const files = manifest.models.flatMap(({ id, dtypes }) =>
  manifest.results.some(({ model }) => model === id) ? [[id, dtypes[0]!] as const] : []
);

test.each(files)(
  `%s %s writes what was published, on rows drawn with seed ${seed}`,
  async (id) => {
    const model = await open(id);
    const { rows } = (await json(manifest.results.find((file) => file.model === id)!.path)) as {
      rows: { passage: string; context: number; greedy: number[]; logprob: number }[];
    };
    const step = ROWS === 'all' ? 1 : Math.floor(rows.length / Number(ROWS));
    for (const row of rows.filter((_, i) => i % step === seed % step)) {
      const ids = passages.find((other) => other.id === row.passage)!.token_ids;
      const where = `${row.passage} after ${row.context}`;
      const prompt = [manifest.bos_token_id, ...ids.slice(0, row.context)];
      const after = (next: readonly number[]) => {
        const logits = model.forward([...prompt, ...next.slice(0, -1)], model.cache());
        return next.map((_, i) => logits.subarray((row.context + i) * SIZE, (row.context + i + 1) * SIZE));
      };
      for (const [i, logits] of after(row.greedy).entries()) {
        // A lead below this, in nats, may turn.
        if (best(logits) !== row.greedy[i]) expect(lead(logits, row.greedy[i]!), where).toBeLessThan(1e-4);
      }
      const truth = ids.slice(row.context, row.context + row.greedy.length);
      const sum = after(truth).reduce((all, logits, i) => all + logprob(logits, truth[i]!), 0);
      expect(Math.abs(sum - row.logprob), where).toBeLessThan(0.01);
    }
  },
  ROWS === 'all' ? 1e8 : 30_000
);
