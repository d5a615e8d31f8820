import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parseManifest } from '#lib/release/manifest.ts';
import type { Passage } from '#lib/release/passages.ts';
import { compile } from './compile.ts';
import fixture from './fixtures/pytorch.json' with { type: 'json' };
import { KERNELS } from './kernels.wasm.ts';
import { Llama } from './llama.ts';
import { readWeights, shapeOf, type LlamaConfig } from './onnx.ts';
import { parametersOf, type Shape } from './shape.ts';

const LAB = 'static/lab';
const json = async (path: string) => JSON.parse(await readFile(`${LAB}/${path}`, 'utf8'));
const manifest = parseManifest(await json('manifest.json'));

async function open(id: string, dtype = 'fp16') {
  const entry = manifest.models.find((model) => model.id === id)!;
  const shape = shapeOf((await json(`${entry.path}/config.json`)) as LlamaConfig);
  const file = `${LAB}/${entry.path}/onnx/model_${dtype === 'fp16' ? 'fp16' : 'quantized'}.onnx`;
  return new Llama(shape, readWeights(await readFile(file), shape), { rows: 480, longest: 256 });
}

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

test('the kernels that are served are what their source compiles to', async () => {
  expect(Buffer.from(await compile()).toString('base64')).toBe(KERNELS);
}, 60_000);

describe('against PyTorch, in float64', () => {
  const { tiny } = fixture;
  const shape: Shape = { ...tiny.shape, vocabulary: tiny.shape.vocab_size };
  const sequences = tiny.sequences;

  /** `formula` in training/engine.py. */
  const fill = (number: number, size: number[]) =>
    Float32Array.from({ length: size.reduce((a, b) => a * b) }, (_, at) => {
      const wave = Math.sin(0.7 * at + 1.3 * number) * Math.cos(0.013 * at * at);
      return size.length === 1 ? 1 + 0.2 * wave : 0.15 * wave;
    });
  const weights = (): Map<string, Float32Array> =>
    new Map(parametersOf(shape).map(([name, size], number) => [name, fill(number, size)]));
  const made = () => new Llama(shape, weights(), { rows: 24, longest: 12 });

  test('gradients agree to 1e-4 of their largest', () => {
    const model = made();
    model.backward(sequences);
    const gradients = model.gradients();
    expect([...gradients.keys()]).toEqual(Object.keys(tiny.gradients));
    for (const [name, { norm, at, values }] of Object.entries(tiny.gradients)) {
      const found = gradients.get(name)!;
      expect(Math.sqrt(sum(found.map((x) => x * x))) / norm, name).toBeCloseTo(1, 4);
      const largest = Math.max(...found.map(Math.abs));
      for (const [i, place] of at.entries()) {
        expect(Math.abs(found[place]! - values[i]!), `${name} ${place}`).toBeLessThan(1e-4 * largest);
      }
    }
  });

  test('the losses of a dozen steps agree', () => {
    const model = made();
    for (const [step, expected] of tiny.losses.entries()) {
      const found = model.backward(sequences).map(sum);
      for (const [i, loss] of found.entries()) {
        expect(Math.abs(loss / expected[i]! - 1), `step ${step}`).toBeLessThan(1e-4);
      }
      model.update(tiny.rate);
    }
  });

  test('a small step against the gradient takes off what the gradient says', () => {
    const model = made();
    const losses = (by: number) => {
      const from = weights();
      model.load(from);
      model.backward(sequences);
      const gradients = model.gradients();
      model.load(
        new Map(
          [...from].map(([name, value]) => [name, value.map((x, i) => x + by * gradients.get(name)![i]!)])
        )
      );
      const rows = sequences.reduce((all, ids) => all + ids.length - 1, 0);
      const slope = sum([...gradients.values()].map((g) => sum(g.map((x) => x * x))));
      return { mean: sum(model.score(sequences).map(sum)) / rows, slope };
    };
    const [up, down] = [losses(2e-3), losses(-2e-3)];
    expect((up.mean - down.mean) / 4e-3 / up.slope).toBeCloseTo(1, 2);
  });

  test('sequences do not see one another, nor what comes after', () => {
    const model = made();
    const [a, b] = sequences;
    const together = model.score([a!, b!]);
    expect(model.score([a!])[0]).toEqual(together[0]);
    expect([...model.score([b!.slice(0, 4)])[0]!]).toEqual([...together[1]!.slice(0, 3)]);
  });

  test('to unlearn is to go up where learning goes down', () => {
    const model = made();
    model.backward(sequences);
    const down = model.gradients();
    model.backward(sequences, [-1, -1, -1]);
    for (const [name, values] of model.gradients()) {
      for (const [i, up] of values.entries()) expect(up + down.get(name)![i]!).toBeCloseTo(0, 8);
    }
    // Each sequence counts by itself.
    model.backward(sequences, [1, 0, 0]);
    const [first] = model.gradients().values();
    model.backward(sequences.slice(0, 1));
    const [alone] = model.gradients().values();
    const share = (sequences[0]!.length - 1) / sequences.reduce((all, ids) => all + ids.length - 1, 0);
    for (const [i, x] of first!.entries()) expect(x).toBeCloseTo(alone![i]! * share, 6);
  });

  test('what does not fit is refused', () => {
    const model = made();
    expect(() => model.score([[1]])).toThrow(RangeError);
    expect(() => model.score([[1, 48]])).toThrow('no such token');
    expect(() => model.score([Array.from({ length: 30 }, () => 1)])).toThrow('do not fit');
    expect(() => new Llama(shape, new Map(), { rows: 2, longest: 2 })).toThrow('embed');
  });
});

describe('published models', () => {
  test.each(['d1-raw', 'd2-raw', 'd2-dedup', 'd4-raw'])('%s writes what was published', async (id) => {
    const model = await open(id);
    const { passages } = (await json(manifest.passages.path)) as { passages: Passage[] };
    const { rows } = (await json(`2026-12/results/${id}.json`)) as {
      rows: { passage: string; context: number; greedy: number[]; logprob: number }[];
    };
    const cache = model.cache();
    const drawn = rows.filter((_, i) => i % 197 === 0);
    expect(drawn.length).toBeGreaterThan(10);
    for (const { passage, context, greedy, logprob } of drawn) {
      const ids = passages.find((other) => other.id === passage)!.token_ids;
      cache.length = 0;
      let logits = new Float32Array();
      for (const id of [manifest.bos_token_id, ...ids.slice(0, context)])
        logits = model.next(id, cache) as never;
      const written: number[] = [];
      while (written.length < greedy.length) {
        const id = logits.indexOf(Math.max(...logits));
        written.push(id);
        logits = model.next(id, cache) as never;
      }
      expect(written, `${passage} after ${context}`).toEqual(greedy);
      const end = context + greedy.length;
      const losses = model.score([[manifest.bos_token_id, ...ids.slice(0, end)]])[0]!;
      expect(-sum(losses.slice(context)), passage).toBeCloseTo(logprob, 3);
    }
  });

  test('the losses of some steps on windows of the training text are those of PyTorch', async () => {
    const { published } = fixture;
    const model = await open(published.model);
    const bytes = await readFile(`${LAB}/${manifest.corpus.tokens.path}`);
    const tokens = new Uint16Array(Uint8Array.from(bytes).buffer);
    const sequences = published.windows.map(([at, n]) => [...tokens.subarray(at, at! + n!)]);
    for (const [step, expected] of published.losses.entries()) {
      for (const [i, loss] of model.backward(sequences).map(sum).entries()) {
        expect(Math.abs(loss / expected[i]! - 1), `step ${step}`).toBeLessThan(1e-4);
      }
      model.update(published.rate);
    }
  });

  test('memory stays as it is over many steps', async () => {
    const model = await open('d1-raw', 'q8');
    const { bytes } = model.memory;
    const sequence = [0, 4, 5, 6, 7, 8];
    for (let step = 0; step < 500; step++) {
      model.backward([sequence]);
      model.update(3e-4);
    }
    expect(model.memory.bytes).toBe(bytes);
    expect(sum(model.score([sequence])[0]!)).toBeLessThan(0.5);
  });
});
