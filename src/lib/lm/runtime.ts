/// <reference lib="webworker" />
// ONNX Runtime Web as we run it: on WebAssembly with one thread, from our own host. Transformers.js would open the same
// files; we would use nothing else of it, and it is five times as large.
import { Tokenizer } from '@huggingface/tokenizers';
import { env, InferenceSession } from 'onnxruntime-web/wasm';
import { download, wireBytes } from '#lib/worker/download.ts';
import type { TokenizerJson } from '#lib/release/tokenizer-file.ts';
import { Vocabulary } from '#lib/release/vocabulary.ts';
import { identity } from './identity.ts';
import type { Model } from './model.ts';
import type { ModelFile } from './protocol.ts';
import { modelOf, type ModelConfig } from './session.ts';

env.logLevel = 'error';
env.wasm.numThreads = 1;

/** A model in memory. */
export interface LoadedModel extends Model {
  /** Token ids of a text, without BOS. */
  encode(text: string): number[];
  /** The same of a text that may hold the name of a special token: its letters are read as letters. */
  spell(text: string): number[];
  dispose(): Promise<void>;
}

let started = false;

/** Starts the runtime that the page has compiled. The library knows bytes only, so it is given some in its place. */
async function startRuntime(compiled: Promise<WebAssembly.Module>): Promise<void> {
  const module = await compiled;
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = (async (_: BufferSource, imports?: WebAssembly.Imports) => ({
    module,
    instance: await instantiate(module, imports)
  })) as typeof instantiate;
  env.wasm.wasmBinary = new ArrayBuffer(8);
  try {
    const session = await InferenceSession.create(identity());
    await session.release();
  } finally {
    WebAssembly.instantiate = instantiate;
  }
  started = true;
}

/**
 * Loads a model, from files of its folder in the layout of transformers.js. All are downloaded and checked, then opened
 * from memory. A failure leaves this worker unusable.
 *
 * @param files its configuration and its weights
 * @param runtime what the first load waits for
 * @param onProgress bytes of the files that have come, and in all
 * @throws DownloadError
 */
export async function loadModel(
  files: readonly ModelFile[],
  runtime: Promise<WebAssembly.Module>,
  tokenizer: Promise<TokenizerJson>,
  fresh: boolean,
  onProgress: (loaded: number, total: number) => void
): Promise<LoadedModel> {
  const total = files.reduce((sum, file) => sum + wireBytes(file), 0);
  let loaded = 0;
  const count = (length: number) => onProgress((loaded += length), total);
  const [contents, json] = await Promise.all([
    Promise.all(
      files.map((file) => download(file, `a file of the model (${file.name})`, { fresh, onBytes: count }))
    ),
    tokenizer,
    started || startRuntime(runtime)
  ]);
  const contentOf = (end: string) => contents[files.findIndex(({ name }) => name.endsWith(end))]!;
  const config = JSON.parse(new TextDecoder().decode(contentOf('.json'))) as ModelConfig;
  const session = await InferenceSession.create(contentOf('.onnx'), {
    executionProviders: ['wasm'],
    // Folds the weights; the levels above take a third longer to load and make nothing faster.
    graphOptimizationLevel: 'basic'
  });
  const bpe = new Tokenizer(json, { clean_up_tokenization_spaces: false });
  const plain = () => new Tokenizer({ ...json, added_tokens: [] }, { clean_up_tokenization_spaces: false });
  let speller: Tokenizer | undefined;
  return {
    ...modelOf(session, config, new Vocabulary(json)),
    encode: (text) => bpe.encode(text, { add_special_tokens: false }).ids,
    spell: (text) => (speller ??= plain()).encode(text, { add_special_tokens: false }).ids,
    dispose: () => session.release()
  };
}
