// The engine's part of the bench; runs in the page.
import { BESIDE } from '#lib/engine/lesson.ts';
import { Decoder } from '#lib/engine/decoder.ts';
import { Llama } from '#lib/engine/llama.ts';
import { readWeights, shapeOf, type LlamaConfig } from '#lib/engine/onnx.ts';
import { parametersOf, product } from '#lib/engine/shape.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import { median, type Row } from './rows.ts';

/** Tokens of the sentence of a reading, and of each window beside it, with one more that is only predicted. */
const [SENTENCE, WINDOW] = [45, 129];

/** Parameters up to which a model is taught. */
const TAUGHT = 2e6;

/** @param weights URL of the file that a model runs; its configuration lies in the folder above */
export async function openModel(weights: string) {
  const get = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());
  const config = await get(weights.replace(/onnx\/.*/, 'config.json'));
  const shape = shapeOf(JSON.parse(new TextDecoder().decode(config)) as LlamaConfig);
  return { shape, values: readWeights(await get(weights), shape) };
}

const seconds = (work: () => void): number => {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
};

/** None for a model that is not taught. */
export async function benchLessons(model: ModelEntry, weights: string, ids: number[]): Promise<Row[]> {
  if (model.parameters > TAUGHT) return [];
  const { shape, values } = await openModel(weights);
  const rows = SENTENCE + BESIDE * WINDOW;
  const llama = new Llama(shape, values, { rows, longest: WINDOW });
  const row = (name: string, value: number, unit: string): Row => ({
    name: `${model.id}: ${name}`,
    value,
    unit
  });
  const text = Array.from({ length: WINDOW }, (_, i) => ids[i % ids.length]!);
  const batch = [text.slice(0, SENTENCE), ...Array.from({ length: BESIDE }, () => text)];
  const { bytes } = llama.memory;
  const read = () => {
    llama.backward(batch);
    llama.update(1e-6);
  };
  for (let i = 0; i < 3; i++) read();
  const steps = Array.from({ length: 15 }, () => 1 / seconds(read));
  return [
    row('readings in a lesson', median(steps), 'readings/s'),
    row('memory of a lesson', bytes / 1e6, 'million bytes'),
    { ...row('memory more after it', (llama.memory.bytes - bytes) / 1e6, 'million bytes'), most: 0 }
  ];
}

/** Sequences that are written side by side. */
const SIDES = [1, 16, 64];

/**
 * Where the arithmetic of one thread ends: multiply-adds a second in a matrix that stays in the cache, and what the forward
 * pass reaches of it with one sequence and with many.
 */
export async function benchShares(model: ModelEntry, weights: string, ids: number[]): Promise<Row[]> {
  const { shape, values } = await openModel(weights);
  const decoder = new Decoder(shape, values);
  const row = (name: string, value: number, unit: string): Row => ({
    name: `${model.id}: ${name}`,
    value,
    unit
  });
  const [rows, size] = [64, 256];
  const { memory } = decoder;
  const { kernels } = memory;
  const [x, y, w] = [rows * size, rows * size, size * size].map((count) => memory.allocate(count));
  const multiply = () => kernels.panels(y!, x!, w!, rows, size, size);
  const best = (work: () => void) => Math.min(...Array.from({ length: 9 }, () => seconds(work)));
  const peak = (rows * size * size * 20) / best(() => Array.from({ length: 20 }, multiply));

  const each = parametersOf(shape).reduce((sum, [, of]) => sum + (of.length > 1 ? product(of) : 0), 0);
  const found = [row('multiply-adds, one thread at its best', peak / 1e9, 'billions/s')];
  for (const n of SIDES) {
    const write = () => {
      const cache = decoder.cache();
      decoder.forward(ids, cache);
      cache.repeat(n);
      return seconds(() => {
        for (let i = 0; i < 16; i++) decoder.forward(new Array<number>(n).fill(ids[i]!), cache);
      });
    };
    const speed = (16 * n) / median(Array.from({ length: 9 }, write));
    found.push(row(`forward pass alone, ${n} at once`, speed, 'tokens/s'));
    found.push(row(`of the best multiply-adds, ${n} at once`, (100 * speed * each) / peak, '%'));
  }
  return found;
}
