import { Tokenizer as BPE } from '@huggingface/tokenizers';
import type { FileEntry } from './manifest.ts';
import { labUrl } from './site.ts';
import { Vocabulary } from './vocabulary.ts';

type TokenizerJson = object & ConstructorParameters<typeof Vocabulary>[0];

/** The one tokenizer of all models: byte-level BPE, as the pipeline trained it. */
export class Tokenizer {
  #bpe: BPE;
  #vocabulary: Vocabulary;

  /** @param json the parsed `tokenizer.json` */
  constructor(json: TokenizerJson) {
    this.#bpe = new BPE(json, { clean_up_tokenization_spaces: false });
    this.#vocabulary = new Vocabulary(json);
  }

  /** Token ids of a text, without BOS. */
  encode(text: string): number[] {
    return this.#bpe.encode(text, { add_special_tokens: false }).ids;
  }

  /** The text of token ids; bytes that form no character become `\ufffd`. */
  decode(ids: readonly number[]): string {
    return this.#vocabulary.decode(ids);
  }

  /** The text of one token by itself. */
  piece(id: number): string {
    return this.#vocabulary.piece(id);
  }
}

/** Fetches the tokenizer. Throws an `Error` whose message is for readers. */
export async function loadTokenizer(file: FileEntry, fetchFn: typeof fetch = fetch): Promise<Tokenizer> {
  const response = await fetchFn(labUrl(file.path)).catch(() => null);
  const json = (await response?.json().catch(() => null)) as TokenizerJson | null | undefined;
  if (!response?.ok || !json) {
    throw new Error('The tokenizer could not be loaded. Check the connection and try again.');
  }
  return new Tokenizer(json);
}
