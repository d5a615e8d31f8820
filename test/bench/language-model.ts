// The language model's part of the bench; runs in the page.
import { LanguageModel } from '#lib/lm/client.svelte.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import type { Decoding } from '#lib/release/record.ts';
import type { BareRequest } from './bare.worker.ts';
import { median, type Row } from './rows.ts';

const greedy: Decoding = { method: 'greedy', temperature: 1, topK: 0, topP: 1, seed: 1, maxTokens: 96 };

/** The bare loop in a worker of its own. */
class Bare {
  #worker = new Worker(new URL('./bare.worker.ts', import.meta.url), { type: 'module' });

  ask(request: BareRequest): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<number>) => resolve(data);
      this.#worker.onerror = ({ message }) => reject(new Error(message));
      this.#worker.postMessage(request);
    });
  }

  end(): void {
    this.#worker.terminate();
  }
}

/** Tokens a second of a call to the language model, all samples together. */
async function speed(lm: LanguageModel, ids: number[], decoding: Decoding, n = 1): Promise<number> {
  const started = performance.now();
  const samples = await lm.complete({ ids, decoding, n });
  const tokens = samples.reduce((sum, sample) => sum + sample.tokens.length, 0);
  return tokens / ((performance.now() - started) / 1000);
}

/** Tokens a second of the bare loop. */
async function bareSpeed(bare: Bare, ids: number[], count: number): Promise<number> {
  return count / ((await bare.ask({ type: 'run', ids: [0, ...ids], count })) / 1000);
}

/** The first opening that a model goes on from for as long as is measured: one that ends early measures the call. */
async function openingThatGoesOn(model: ModelEntry, openings: readonly number[][]): Promise<number[]> {
  const lm = new LanguageModel();
  await lm.load(model);
  try {
    for (const ids of openings) {
      const [sample] = await lm.complete({ ids, decoding: greedy, n: 1 });
      if (sample!.tokens.length === greedy.maxTokens) return ids;
    }
  } finally {
    lm.dispose();
  }
  throw new Error(`${model.id} ends every opening before ${greedy.maxTokens} tokens.`);
}

/**
 * @param weights URL of the file that the model runs
 * @param openings of texts; the first is taken that the model goes on from for 96 tokens
 */
export async function benchLanguageModel(
  model: ModelEntry,
  weights: string,
  openings: number[][]
): Promise<Row[]> {
  const ids = await openingThatGoesOn(model, openings);
  const cold = { ours: [] as number[], bare: [] as number[] };
  const short = { ...greedy, maxTokens: 32 };
  for (let i = 0; i < 5; i++) {
    const fresh = new LanguageModel();
    await fresh.load(model);
    cold.ours.push(await speed(fresh, ids, short));
    fresh.dispose();
    const bare = new Bare();
    await bare.ask({ type: 'load', url: weights });
    cold.bare.push(await bareSpeed(bare, ids, 32));
    bare.end();
  }

  const lm = new LanguageModel();
  const bare = new Bare();
  await lm.load(model);
  await bare.ask({ type: 'load', url: weights });
  const warm = { ours: [] as number[], bare: [] as number[] };
  for (let i = -3; i < 7; i++) {
    const [ours, theirs] = [await speed(lm, ids, greedy), await bareSpeed(bare, ids, 96)];
    if (i < 0) continue;
    warm.ours.push(ours);
    warm.bare.push(theirs);
  }
  bare.end();

  const sampled: Decoding = { ...greedy, method: 'sample', maxTokens: 64 };
  // Compared with ONNX Runtime's one at a time, which was ours when the aim was set. Our own one at a time no longer waits for
  // memory, so that sixteen gain less beside it; `benchShares` says how near they come to what one thread can multiply.
  const batch = { one: [] as number[], sixteen: [] as number[] };
  for (let i = 0; i < 5; i++) {
    batch.one.push(await speed(lm, ids, { ...sampled, seed: i }));
    batch.sixteen.push(await speed(lm, ids, { ...sampled, seed: 100 * i }, 16));
  }

  const stops: number[] = [];
  for (let i = 0; i < 9; i++) {
    let asked = 0;
    let begun = false;
    const ask = () => {
      asked = performance.now();
      lm.stop();
    };
    await lm.complete({ ids, decoding: { ...sampled, maxTokens: 200, seed: i }, n: 16 }, () => {
      if (!begun) setTimeout(ask, 7 * i); // anywhere between two steps
      begun = true;
    });
    stops.push(performance.now() - asked);
  }
  lm.dispose();

  const row = (name: string, values: number[], unit: string, than?: number[], aim?: number): Row => ({
    name: `${model.id}: ${name}`,
    value: median(values),
    unit,
    ...(than && { ratio: median(values) / median(than) }),
    ...(aim && { aim })
  });
  return [
    row('cold, bare ONNX Runtime Web loop', cold.bare, 'tokens/s'),
    row('cold, with all statistics', cold.ours, 'tokens/s', cold.bare, 1),
    row('warm, bare ONNX Runtime Web loop', warm.bare, 'tokens/s'),
    row('warm, with all statistics', warm.ours, 'tokens/s', warm.bare, 1),
    row('one sample', batch.one, 'tokens/s'),
    row('16 samples at once', batch.sixteen, 'tokens/s', warm.bare, 4),
    row('from "stop" to the result, 16 samples', stops, 'ms')
  ];
}
