import { AutoModelForCausalLM, env, Tensor } from '@xenova/transformers';
import wasmPaths from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { expect, test } from 'vitest';
import { readWeights, shapeOf, type LlamaConfig } from '#lib/engine/onnx.ts';
import { Decoder } from '#lib/engine/decoder.ts';
import { loadManifest } from '#lib/release/fixture.ts';
import { loadPassages } from '#lib/release/passages.ts';
import { labUrl } from '#lib/release/site.ts';

// The engine is held to transformers.js, which opens the same folder: the same file, run by somebody else's code.
const ID = 'd2-raw';
const MAX_DIFFERENCE = 0.02; // of a logit: float16 weights, sums in another order

test(`${ID} gives the logits in our engine that it gives in transformers.js`, async () => {
  const manifest = await loadManifest();
  const { path, dtypes } = manifest.models.find(({ id }) => id === ID)!;
  const folder = labUrl(path);
  Object.assign(env, { allowRemoteModels: false, allowLocalModels: true, useBrowserCache: false });
  env.localModelPath = folder.slice(0, -ID.length);
  Object.assign(env.backends.onnx.wasm!, { numThreads: 1, wasmPaths: { wasm: wasmPaths } });
  expect(dtypes[0]).toBe('fp16');

  const [theirs, config, file, passages] = await Promise.all([
    AutoModelForCausalLM.from_pretrained(ID, { dtype: 'fp16', device: 'wasm' }),
    fetch(`${folder}/config.json`).then((response) => response.json() as Promise<LlamaConfig>),
    fetch(`${folder}/onnx/model_fp16.onnx`).then((response) => response.arrayBuffer()),
    loadPassages(manifest.passages)
  ]);
  const shape = shapeOf(config);
  const ours = new Decoder(shape, readWeights(new Uint8Array(file), shape));

  for (const { token_ids: ids } of passages.filter((_, i) => i % 100 === 0)) {
    const dims = [1, ids.length];
    const { logits } = (await theirs({
      input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), dims),
      attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), dims)
    })) as { logits: Tensor };
    const expected = logits.data as Float32Array;
    const found = ours.forward(ids, ours.cache());
    expect(found.length).toBe(expected.length);
    const difference = found.reduce((most, x, i) => Math.max(most, Math.abs(x - expected[i]!)), 0);
    expect(difference).toBeLessThan(MAX_DIFFERENCE);
  }
  await theirs.dispose();
});
