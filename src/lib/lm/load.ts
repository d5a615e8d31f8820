/// <reference lib="webworker" />
// A model is opened in the worker from the files that transformers.js would open; the engine is ours (src/lib/engine/).
import { Tokenizer } from '@huggingface/tokenizers';
import { download, wireBytes } from '#lib/worker/download.ts';
import type { TokenizerJson } from '#lib/release/tokenizer-file.ts';
import { Vocabulary } from '#lib/release/vocabulary.ts';
import type { Model } from './model.ts';
import { openWeights, type ModelConfig } from './open.ts';
import type { ModelFile } from './protocol.ts';

/** A model in memory. */
export interface LoadedModel extends Model {
  /** Token ids of a text, without BOS. */
  encode(text: string): number[];
  /** The same of a text that may hold the name of a special token: its letters are read as letters. */
  spell(text: string): number[];
}

/**
 * Loads a model, from files of its folder in the layout of transformers.js. All are downloaded and checked, then opened
 * from memory. A failure leaves this worker unusable.
 *
 * @param files its configuration and its weights
 * @param onProgress bytes of the files that have come, and in all
 * @throws DownloadError
 */
export async function loadModel(
  files: readonly ModelFile[],
  tokenizer: Promise<TokenizerJson>,
  fresh: boolean,
  onProgress: (loaded: number, total: number) => void
): Promise<LoadedModel> {
  const total = files.reduce((sum, file) => sum + wireBytes(file), 0);
  let loaded = 0;
  const count = (length: number) => onProgress((loaded += length), total);
  const [contents, letters] = await Promise.all([
    Promise.all(
      files.map((file) => download(file, `a file of the model (${file.name})`, { fresh, onBytes: count }))
    ),
    tokenizer.then(lettersOf) // while the weights are on their way
  ]);
  const contentOf = (end: string) => contents[files.findIndex(({ name }) => name.endsWith(end))]!;
  const config = JSON.parse(new TextDecoder().decode(contentOf('.json'))) as ModelConfig;
  const { vocabulary, encode, spell } = letters;
  return { ...openWeights(contentOf('.onnx'), config, vocabulary), encode, spell };
}

function lettersOf(json: TokenizerJson) {
  const bpe = new Tokenizer(json, { clean_up_tokenization_spaces: false });
  const plain = () => new Tokenizer({ ...json, added_tokens: [] }, { clean_up_tokenization_spaces: false });
  let speller: Tokenizer | undefined;
  return {
    vocabulary: new Vocabulary(json),
    encode: (text: string) => bpe.encode(text, { add_special_tokens: false }).ids,
    spell: (text: string) => (speller ??= plain()).encode(text, { add_special_tokens: false }).ids
  };
}
