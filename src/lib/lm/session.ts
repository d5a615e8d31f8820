import { Tensor, type InferenceSession } from 'onnxruntime-web/wasm';
import type { Vocabulary } from '#lib/release/vocabulary.ts';
import { KeyValueCache } from './cache.ts';
import type { Model } from './model.ts';

/** What a model's `config.json` says that running it needs. */
export interface ModelConfig {
  bos_token_id: number;
  max_position_embeddings: number;
}

/** The model behind an opened ONNX file, which `training/export.py` wrote. In a worker or in Node. */
export function modelOf(session: InferenceSession, config: ModelConfig, vocabulary: Vocabulary): Model {
  const caches = session.inputMetadata.filter((input) => input.name.startsWith('past_key_values.'));
  const [, heads, , headDim] = (caches[0] as InferenceSession.TensorValueMetadata).shape as number[];
  return {
    context: config.max_position_embeddings,
    bos: config.bos_token_id,
    vocabulary,
    cache: () =>
      new KeyValueCache(
        caches.map(({ name }) => name),
        1,
        heads!,
        headDim!
      ),
    forward: (ids, cache) => forward(session, ids, cache)
  };
}

/** Runs the session itself: transformers.js would fetch the whole cache, and after one failed run every later one fails. */
async function forward(
  session: InferenceSession,
  ids: readonly number[],
  cache: KeyValueCache
): Promise<Float32Array> {
  const { batch, heads, headDim, room } = cache;
  const count = ids.length / batch;
  const positions = Array.from(ids, (_, i) => BigInt(cache.length + (i % count)));
  const feeds: Record<string, Tensor> = {
    input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [batch, count]),
    attention_mask: new Tensor('int64', cache.mask(count), [batch, room + count]),
    position_ids: new Tensor('int64', BigInt64Array.from(positions), [batch, count])
  };
  for (const [i, name] of cache.names.entries()) {
    feeds[name] = new Tensor('float32', cache.tensors[i]!, [batch, heads, room, headDim]);
  }
  const { logits, fresh_key_values: fresh } = await session.run(feeds, ['logits', 'fresh_key_values']);
  cache.append(fresh!.data as Float32Array, count);
  return logits!.data as Float32Array;
}
