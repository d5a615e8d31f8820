// The part of the engine of our own in the bench; runs in the page.
import { BESIDE } from '#lib/engine/lesson.ts';
import { Llama } from '#lib/engine/llama.ts';
import { readWeights, shapeOf, type LlamaConfig } from '#lib/engine/onnx.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import { median, type Row } from './rows.ts';

/** Tokens of the sentence of a reading, and of each window beside it, with one more that is only predicted. */
const [SENTENCE, WINDOW] = [45, 129];

/** Parameters up to which a model is taught. */
const TAUGHT = 2e6;

const seconds = (work: () => void): number => {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
};

/** @param weights URL of the file that the model runs; its configuration lies in the folder above */
export async function benchEngine(model: ModelEntry, weights: string, ids: number[]): Promise<Row[]> {
  const get = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());
  const config = JSON.parse(
    new TextDecoder().decode(await get(weights.replace(/onnx\/.*/, 'config.json')))
  ) as LlamaConfig;
  const shape = shapeOf(config);
  const rows = SENTENCE + BESIDE * WINDOW;
  const llama = new Llama(shape, readWeights(await get(weights), shape), { rows, longest: WINDOW });
  const cache = llama.cache();
  const decode = () => {
    cache.length = 0;
    for (let i = 0; i < 96; i++) llama.next(ids[i % ids.length]!, cache);
  };
  decode();
  const decoded = Array.from({ length: 9 }, () => 96 / seconds(decode));
  const row = (name: string, value: number, unit: string): Row => ({
    name: `${model.id}: ${name}`,
    value,
    unit
  });
  const found = [row('engine of our own, decoding', median(decoded), 'tokens/s')];
  if (model.parameters > TAUGHT) return found;
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
    ...found,
    row('readings in a lesson', median(steps), 'readings/s'),
    row('memory of a lesson', bytes / 1e6, 'million bytes'),
    { ...row('memory more after it', (llama.memory.bytes - bytes) / 1e6, 'million bytes'), most: 0 }
  ];
}
