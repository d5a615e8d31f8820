import { Tokenizer as BPE } from '@huggingface/tokenizers';
import { Vocabulary } from './vocabulary.ts';

type TokenizerJson = object & ConstructorParameters<typeof Vocabulary>[0];

/** The one tokenizer of all models: byte-level BPE, as the pipeline trained it. */
export class Tokenizer {
  #bpe: BPE;
  #vocabulary: Vocabulary;
  /** The name of each token, by its id. */
  readonly names: string[];
  /** The names of tokens that have no text: typed in a text, they are read as these tokens. */
  readonly special: string[];

  /** @param json the parsed `tokenizer.json` */
  constructor(json: TokenizerJson) {
    this.#bpe = new BPE(json, { clean_up_tokenization_spaces: false });
    this.#vocabulary = new Vocabulary(json);
    this.names = [];
    for (const [name, id] of Object.entries(json.model.vocab)) this.names[id] = name;
    this.special = json.added_tokens.map(({ id }) => this.names[id]!);
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
