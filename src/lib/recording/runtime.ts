import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env, InferenceSession } from 'onnxruntime-web/wasm';
import { installedRuntime } from '#lib/deployment/runtime.ts';
import { sha256 } from '#lib/deployment/files.ts';
import { bodiesOf, mark, markOf, withCalled } from '#lib/deployment/wasm.ts';
import { identity } from '#lib/lm/identity.ts';
import { complete, score } from '#lib/lm/model.ts';
import { greedy } from '#lib/release/greedy.ts';
import { openModel, RUN, weightsOf, type OnDisk, type Say } from './on-disk.ts';

/** Which functions of the runtime a build keeps; see src/lib/deployment/runtime.ts. */
export interface RuntimeFunctions {
  /** SHA-256 of the runtime. */
  of: string;
  /** A bit for each function, the lowest of each byte first; base64. */
  kept: string;
}

/** Asks every published model in a runtime whose functions record that they have run. It must be the first to run models. */
export async function recordRuntime({ manifest, passages }: OnDisk, say: Say): Promise<RuntimeFunctions> {
  const runtime = installedRuntime();
  const { instantiate } = WebAssembly;
  const started: WebAssembly.Instance[] = [];
  WebAssembly.instantiate = (async (bytes: BufferSource, imports?: WebAssembly.Imports) => {
    const made = await instantiate(bytes, imports);
    started.push(made.instance);
    return made;
  }) as typeof instantiate;
  env.wasm.wasmBinary = mark(runtime).buffer;
  env.logLevel = 'fatal'; // errors are provoked below
  const ids = passages.reduce((a, b) => (b.copies > a.copies ? b : a)).token_ids;
  const decoding = greedy(40);
  // As the page does first; see src/lib/lm/runtime.ts.
  await (await InferenceSession.create(identity())).release();
  for (const entry of manifest.models) {
    for (const dtype of entry.dtypes) {
      say(`${entry.id} ${dtype}`);
      const model = await openModel(entry, dtype);
      await complete(model, ids.slice(0, 24), decoding, 1, () => {}, RUN);
      await complete(model, [], { ...decoding, method: 'sample' }, 16, () => {}, RUN);
      await score(model, ids, RUN);
      // What is said of tokens that do not exist.
      await model.forward([manifest.tokenizer.vocab_size + 7], model.cache()).catch(() => {});
      await model.close();
    }
  }
  // What is said of files that are no models.
  for (const size of [0, 500]) await InferenceSession.create(new Uint8Array(size)).catch(() => {});
  const weights = await readFile(join('static', 'lab', weightsOf(manifest.models[0]!).path));
  await InferenceSession.create(new Uint8Array(weights.subarray(0, weights.length >> 1))).catch(() => {});

  const [instance] = started;
  const ran = bodiesOf(runtime).flatMap((_, i) =>
    (instance!.exports[markOf(i)] as WebAssembly.Global<'i32'>).value === 1 ? [i] : []
  );
  const kept = withCalled(runtime, ran);
  say(
    `${ran.length} functions ran; with what they call ${kept.size} are kept, of ${bodiesOf(runtime).length}`
  );
  const bits = Buffer.alloc(Math.ceil(bodiesOf(runtime).length / 8));
  for (const i of kept) bits[i >> 3]! |= 1 << (i & 7);
  return { of: await sha256(runtime.slice()), kept: bits.toString('base64') };
}
