const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The bytes of each token of a byte-level BPE: what joins characters that are split over tokens. */
export class Vocabulary {
  #bytes: Uint8Array[];
  #pieces: string[] = [];

  /** @param tokenizer the parsed `tokenizer.json` of the `tokenizers` library; special tokens have no text */
  constructor(tokenizer: { model: { vocab: Record<string, number> }; added_tokens: { id: number }[] }) {
    const vocabulary = Object.entries(tokenizer.model.vocab);
    this.#bytes = Array.from({ length: vocabulary.length }, () => new Uint8Array());
    for (const [token, id] of vocabulary)
      this.#bytes[id] = Uint8Array.from(token, (char) => BYTES.get(char)!);
    for (const { id } of tokenizer.added_tokens) this.#bytes[id] = new Uint8Array();
  }

  get size(): number {
    return this.#bytes.length;
  }

  /** The text of one token by itself; `\ufffd` where it ends within a character. */
  piece(id: number): string {
    return (this.#pieces[id] ??= this.decode([id]));
  }

  /** The text of token ids; bytes that form no character become `\ufffd`. */
  decode(ids: readonly number[]): string {
    const bytes = new Uint8Array(ids.reduce((sum, id) => sum + this.#bytes[id]!.length, 0));
    let at = 0;
    for (const id of ids) {
      bytes.set(this.#bytes[id]!, at);
      at += this.#bytes[id]!.length;
    }
    return UTF8.decode(bytes);
  }

  bytes(id: number): Uint8Array {
    return this.#bytes[id]!;
  }
}

/** Text that grows by tokens. A character shows when its last byte is there. */
export class TokenText {
  #vocabulary: Vocabulary;
  #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #text = '';

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** Adds a token and returns the text so far. */
  push(id: number): string {
    return (this.#text += this.#decoder.decode(this.#vocabulary.bytes(id), { stream: true }));
  }

  /** The whole text; a character that was never finished becomes `\ufffd`. */
  end(): string {
    return (this.#text += this.#decoder.decode());
  }
}

/** The byte behind each character of a token's name: GPT-2 writes bytes that are no visible Latin-1 from U+0100 on. */
const BYTES = new Map<string, number>();
let invisible = 0;
for (let byte = 0; byte < 256; byte++) {
  const visible = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  BYTES.set(String.fromCodePoint(visible ? byte : 256 + invisible++), byte);
}
