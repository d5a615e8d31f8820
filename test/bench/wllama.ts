// llama.cpp in WebAssembly with our weights, beside the model as pages run it; runs in the page.
import { LoggerWithoutDebug, Wllama } from '@wllama/wllama';
import wasm from '@wllama/wllama/esm/wasm/wllama.wasm?url';
import { LanguageModel } from '#lib/lm/client.svelte.ts';
import { isTokenizer, type ModelEntry } from '#lib/release/manifest.ts';
import { greedy } from '#lib/release/greedy.ts';
import { labUrl } from '#lib/release/site.ts';
import type { TokenizerJson } from '#lib/release/tokenizer-file.ts';
import { openModel } from './engine.ts';
import { ggufOf } from './gguf.ts';
import { median, type Row } from './rows.ts';

/** Tokens that are written at most. */
const COUNT = 64;

/** @throws Error where the two write different words */
export async function benchWllama(model: ModelEntry, weights: string, text: string): Promise<Row[]> {
  const { shape, values } = await openModel(weights);
  const { path } = model.files.find(({ path }) => isTokenizer(path))!;
  const tokenizer = (await (await fetch(labUrl(path))).json()) as TokenizerJson;
  const file = ggufOf(shape, values, tokenizer);
  const theirs = new Wllama(
    { default: new URL(wasm, location.href).href },
    { logger: LoggerWithoutDebug, suppressNativeLog: true }
  );
  await theirs.loadModel([file], { n_ctx: shape.context, n_threads: 1 });
  const ours = new LanguageModel();
  await ours.load(model);
  const ids = await ours.encode(text);

  // Both read the prompt anew each time. (The types of wllama do not have all that llama.cpp takes.)
  const request = { prompt: text, max_tokens: COUNT, temperature: 0, cache_prompt: false };
  const speeds = { ours: [] as number[], theirs: [] as number[] };
  for (let i = -2; i < 7; i++) {
    const began = performance.now();
    const answer = await theirs.createCompletion(request);
    const turn = performance.now();
    const [completion] = await ours.complete({ ids, decoding: greedy(COUNT) });
    const end = performance.now();
    if (answer.choices[0]!.text !== completion!.text)
      throw new Error(`${model.id}: “${answer.choices[0]!.text}”, and ours “${completion!.text}”.`);
    if (i < 0) continue;
    const { length } = completion!.tokens; // fewer where the document ends
    speeds.theirs.push(length / ((turn - began) / 1000));
    speeds.ours.push(length / ((end - turn) / 1000));
  }
  await theirs.exit();
  ours.dispose();
  const row = (name: string, values: number[], than?: number[]): Row => ({
    name: `${model.id}: ${name}`,
    value: median(values),
    unit: 'tokens/s',
    ...(than && { ratio: median(values) / median(than), aim: 1 })
  });
  return [row('wllama, float32', speeds.theirs), row('the same words by ours', speeds.ours, speeds.theirs)];
}
