/// <reference lib="webworker" />
// Transformers.js and ONNX Runtime Web as we run them: on WebAssembly with one thread, from our own host.
import { AutoModelForCausalLM, AutoTokenizer, env, LogLevel } from '@xenova/transformers';
import { InferenceSession } from 'onnxruntime-web/wasm';
import { download } from '#lib/worker/download.ts';
import { Vocabulary } from '#lib/release/vocabulary.ts';
import type { Model } from './model.ts';
import { LmError, type ModelFile } from './protocol.ts';
import { modelOf, type ModelConfig } from './session.ts';

/** The smallest ONNX model, one Identity: opening it compiles the runtime while the weights are still on their way. */
const IDENTITY = 'CAg6NgoQCgF4EgF5IghJZGVudGl0eRIAWg8KAXgSCgoICAESBAoCCAFiDwoBeRIKCggIARIECgIIAUIECgAQDQ==';

/** Where our scripts come from. The address of the worker itself is that of a blob, which may have no origin. */
const { origin } = new URL(import.meta.url);

/** No code in this worker, ours or a library's, reaches another host. */
const fetchAnything = self.fetch.bind(self);
self.fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input, import.meta.url);
  if (url.origin !== origin) {
    throw new LmError('network', `The language model asked for ${url.host}, which it must not.`);
  }
  return fetchAnything(input, init);
};

env.allowLocalModels = true;
env.allowRemoteModels = false;
env.localModelPath = '/';
env.useBrowserCache = false; // it keeps files under their path for ever; HTTP caching does better
env.useWasmCache = false; // it would import the runtime from a blob: URL, which our CSP forbids
env.logLevel = LogLevel.ERROR;
const onnx = env.backends.onnx.wasm!;
onnx.wasmPaths = { wasm: 'brought-by-the-page' }; // by default a content delivery network's
onnx.numThreads = 1;

/** A model in memory. */
export interface LoadedModel extends Model {
  /** Token ids of a text, without BOS. */
  encode(text: string): number[];
  dispose(): Promise<void>;
}

let started = false;
let loads = 0;

/** Starts the runtime from its bytes. */
async function startRuntime(bytes: Promise<Uint8Array<ArrayBuffer>>): Promise<void> {
  onnx.wasmBinary = await bytes;
  const session = await InferenceSession.create(
    Uint8Array.from(atob(IDENTITY), (char) => char.charCodeAt(0))
  );
  await session.release();
  onnx.wasmBinary = undefined;
  started = true;
}

/**
 * Loads a model. First all its files are downloaded and checked; then transformers.js opens them, from memory. What goes
 * wrong leaves this worker in no state to go on from.
 *
 * @param runtime the runtime's bytes, which the first load waits for
 * @param onProgress bytes of the files so far and in all
 * @throws DownloadError
 */
export async function loadModel(
  runtime: Promise<Uint8Array<ArrayBuffer>>,
  files: readonly ModelFile[],
  dtype: string,
  fresh: boolean,
  onProgress: (loaded: number, total: number) => void
): Promise<LoadedModel> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let loaded = 0;
  const count = (length: number) => onProgress((loaded += length), total);
  const [contents] = await Promise.all([
    Promise.all(
      files.map(async (file) => {
        const what = `a file of the model (${file.name})`;
        return [file.name, await download(file, what, { fresh, onBytes: count })] as const;
      })
    ),
    started || startRuntime(runtime)
  ]);

  const id = `model-${++loads}`; // transformers.js remembers what it found under a name
  const data = new Map(contents);
  env.fetch = (input) => {
    const file = data.get(String(input).slice(`/${id}/`.length));
    return Promise.resolve(file ? new Response(file) : new Response(null, { status: 404 }));
  };
  const vocabulary = new Vocabulary(JSON.parse(new TextDecoder().decode(data.get('tokenizer.json'))));
  const tokenizer = await AutoTokenizer.from_pretrained(id);
  const transformer = await AutoModelForCausalLM.from_pretrained(id, {
    device: 'wasm',
    dtype: dtype as 'fp16' | 'q8',
    // Folds the weights; the levels above take a third longer to load and make nothing faster.
    session_options: { graphOptimizationLevel: 'basic' }
  });
  data.clear(); // else kept for as long as the library keeps `env.fetch`

  const session = transformer.sessions['model'] as InferenceSession;
  return {
    ...modelOf(session, transformer.config as unknown as ModelConfig, vocabulary),
    encode: (text) => tokenizer.encode(text, { add_special_tokens: false }),
    dispose: async () => void (await transformer.dispose())
  };
}
