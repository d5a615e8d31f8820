import { Decoder } from '#lib/engine/decoder.ts';
import { readWeights, shapeOf, type LlamaConfig } from '#lib/engine/onnx.ts';
import type { Vocabulary } from '#lib/release/vocabulary.ts';
import type { Model } from './model.ts';

/** What a model's `config.json` says that running it needs. */
export interface ModelConfig extends LlamaConfig {
  bos_token_id: number;
}

/**
 * A published model, from the contents of its ONNX file. In a worker or in Node.
 * @throws RangeError where the file or the configuration is not of such a model, or there is no memory
 */
export function openWeights(file: Uint8Array, config: ModelConfig, vocabulary: Vocabulary): Model {
  const shape = shapeOf(config);
  const decoder = new Decoder(shape, readWeights(file, shape));
  return {
    context: shape.context,
    bos: config.bos_token_id,
    vocabulary,
    cache: (batch) => decoder.cache(batch),
    forward: (ids, cache) => decoder.forward(ids, cache)
  };
}
