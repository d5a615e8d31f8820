/// <reference lib="webworker" />
// What a reader's machine gives at best by the plain way: ONNX Runtime Web, greedy, the whole cache passed back and forth.
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';

env.wasm.wasmPaths = { wasm: new URL(wasm, self.location.href).href };
env.wasm.numThreads = 1;

export type BareRequest = { type: 'load'; url: string } | { type: 'run'; ids: number[]; count: number };

let session: InferenceSession;

const int64 = (values: number[]) =>
  new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);

/** Milliseconds for `count` tokens after the prompt `ids`. */
async function run(ids: number[], count: number): Promise<number> {
  const caches = session.inputMetadata.filter((input) => input.name.startsWith('past_key_values.'));
  const names = caches.map(({ name }) => name);
  const [, heads, , headDim] = (caches[0] as InferenceSession.TensorValueMetadata).shape as number[];
  let past: Record<string, Tensor> = Object.fromEntries(
    names.map((name) => [name, new Tensor('float32', new Float32Array(), [1, heads!, 0, headDim!])])
  );
  const started = performance.now();
  let next = ids;
  let length = 0;
  for (let i = 0; i < count; i++) {
    const output = await session.run({
      input_ids: int64(next),
      attention_mask: int64(new Array<number>(length + next.length).fill(1)),
      position_ids: int64(next.map((_, j) => length + j)),
      ...past
    });
    length += next.length;
    past = Object.fromEntries(
      names.map((name) => [name, output[name.replace('past_key_values', 'present')]!])
    );
    const logits = output['logits']!;
    const row = (logits.data as Float32Array).subarray(-logits.dims.at(-1)!);
    let best = 0;
    for (let id = 1; id < row.length; id++) if (row[id]! > row[best]!) best = id;
    next = [best];
  }
  return performance.now() - started;
}

onmessage = async ({ data }: MessageEvent<BareRequest>) => {
  if (data.type === 'run') return postMessage(await run(data.ids, data.count));
  const weights = await (await fetch(data.url)).arrayBuffer();
  session = await InferenceSession.create(new Uint8Array(weights), { executionProviders: ['wasm'] });
  postMessage(0);
};
