import { Tokenizer as BPE } from '@huggingface/tokenizers';
import type { FileEntry } from './manifest.ts';
import { labUrl } from './site.ts';

/** The one tokenizer of all models: byte-level BPE, as the pipeline trained it. */
export class Tokenizer {
  #bpe: BPE;
  #pieces: string[] = [];

  /** @param json the parsed `tokenizer.json` */
  constructor(json: object) {
    this.#bpe = new BPE(json, { clean_up_tokenization_spaces: false });
  }

  /** Token ids of a text, without BOS. */
  encode(text: string): number[] {
    return this.#bpe.encode(text, { add_special_tokens: false }).ids;
  }

  /** The text of token ids; bytes that end within a character become `\ufffd`. */
  decode(ids: number[]): string {
    return ids.length ? this.#bpe.decode(ids, { skip_special_tokens: true }) : '';
  }

  /** The text of one token by itself. */
  piece(id: number): string {
    return (this.#pieces[id] ??= this.decode([id]));
  }
}

/** Fetches the tokenizer. Throws an `Error` whose message is for readers. */
export async function loadTokenizer(file: FileEntry, fetchFn: typeof fetch = fetch): Promise<Tokenizer> {
  const response = await fetchFn(labUrl(file.path)).catch(() => null);
  const json: unknown = await response?.json().catch(() => null);
  if (!response?.ok || typeof json !== 'object' || json === null) {
    throw new Error('The tokenizer could not be loaded. Check the connection and try again.');
  }
  return new Tokenizer(json);
}
