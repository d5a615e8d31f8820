// Our models in the format of llama.cpp (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md), in full precision.
import { HEAD, parametersOf, type Shape, type Weights } from '#lib/engine/shape.ts';
import type { TokenizerJson } from '#lib/release/tokenizer-file.ts';

const [UINT32, INT32, FLOAT32, STRING, ARRAY] = [4, 5, 6, 8, 9];
const ALIGNMENT = 32;

/** Bytes that grow. */
class Writer {
  readonly parts: Uint8Array<ArrayBuffer>[] = [];
  length = 0;

  bytes(bytes: Uint8Array<ArrayBuffer>): void {
    this.parts.push(bytes);
    this.length += bytes.length;
  }

  #number(size: number, set: (view: DataView) => void): void {
    const bytes = new Uint8Array(size);
    set(new DataView(bytes.buffer));
    this.bytes(bytes);
  }

  uint32 = (value: number) => this.#number(4, (view) => view.setUint32(0, value, true));
  uint64 = (value: number) => this.#number(8, (view) => view.setBigUint64(0, BigInt(value), true));
  float32 = (value: number) => this.#number(4, (view) => view.setFloat32(0, value, true));

  text(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.uint64(bytes.length);
    this.bytes(bytes);
  }

  align(): void {
    this.bytes(new Uint8Array(-this.length & (ALIGNMENT - 1)));
  }
}

/** [inputs, outputs] as llama.cpp has it: [outputs, inputs], the rows of `order` where its rotary pairs lie side by side. */
function transposed(values: Float32Array, inputs: number, outputs: number, pairs: boolean): Float32Array {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < outputs; row++) {
    const inHead = row % HEAD;
    const from = pairs ? row - inHead + (inHead % 2) * (HEAD / 2) + (inHead >> 1) : row;
    for (let i = 0; i < inputs; i++) turned[row * inputs + i] = values[i * outputs + from]!;
  }
  return turned;
}

const NAMES: Record<string, string> = {
  attention_norm: 'attn_norm',
  q: 'attn_q',
  k: 'attn_k',
  v: 'attn_v',
  out: 'attn_output',
  mlp_norm: 'ffn_norm',
  gate: 'ffn_gate',
  up: 'ffn_up',
  down: 'ffn_down'
};

/** The file of a model. */
export function ggufOf(shape: Shape, weights: Weights, tokenizer: TokenizerJson): Blob {
  const { vocab, merges } = tokenizer.model as unknown as {
    vocab: Record<string, number>;
    merges: [string, string][];
  };
  const tokens = Object.keys(vocab).toSorted((a, b) => vocab[a]! - vocab[b]!);
  const special = new Set(tokenizer.added_tokens.map(({ id }) => id));
  const tensors = parametersOf(shape).map(([name, size]) => {
    const values = weights.get(name)!;
    const [, block, part] = /^blocks\.(\d+)\.(\w+)$/.exec(name) ?? [];
    const [inputs, outputs] = size as [number, number?];
    const matrix = part !== undefined && outputs !== undefined;
    return {
      name: part
        ? `blk.${block}.${NAMES[part]}.weight`
        : name === 'embed'
          ? 'token_embd.weight'
          : 'output_norm.weight',
      // Its first size is that of what lies side by side.
      size: matrix ? [inputs, outputs] : size.toReversed(),
      values: matrix ? transposed(values, inputs, outputs, part === 'q' || part === 'k') : values
    };
  });

  const w = new Writer();
  const entries: [key: string, write: () => void][] = [];
  const integer = (key: string, value: number) =>
    entries.push([key, () => (w.uint32(UINT32), w.uint32(value))]);
  const float = (key: string, value: number) =>
    entries.push([key, () => (w.uint32(FLOAT32), w.float32(value))]);
  const text = (key: string, value: string) => entries.push([key, () => (w.uint32(STRING), w.text(value))]);
  const list = <T>(key: string, type: number, values: readonly T[], write: (value: T) => void) =>
    entries.push([
      key,
      () => {
        w.uint32(ARRAY);
        w.uint32(type);
        w.uint64(values.length);
        values.forEach(write);
      }
    ]);
  text('general.architecture', 'llama');
  text('general.name', 'verbatim');
  integer('llama.context_length', shape.context);
  integer('llama.embedding_length', shape.width);
  integer('llama.block_count', shape.depth);
  integer('llama.feed_forward_length', shape.mlp);
  integer('llama.attention.head_count', shape.heads);
  integer('llama.attention.head_count_kv', shape.heads);
  float('llama.attention.layer_norm_rms_epsilon', 1e-5);
  integer('llama.rope.dimension_count', HEAD);
  float('llama.rope.freq_base', 10_000);
  integer('llama.vocab_size', shape.vocabulary);
  text('tokenizer.ggml.model', 'gpt2');
  // Digits by themselves, then the pattern of GPT-2, as ours.
  text('tokenizer.ggml.pre', 'starcoder');
  list('tokenizer.ggml.tokens', STRING, tokens, (token) => w.text(token));
  list('tokenizer.ggml.token_type', INT32, tokens, (token) => w.uint32(special.has(vocab[token]!) ? 3 : 1));
  list('tokenizer.ggml.merges', STRING, merges, (pair) => w.text(pair.join(' ')));
  integer('tokenizer.ggml.bos_token_id', 0);
  integer('tokenizer.ggml.eos_token_id', 0);
  entries.push(['tokenizer.ggml.add_bos_token', () => (w.uint32(7), w.bytes(Uint8Array.of(1)))]);

  w.bytes(new TextEncoder().encode('GGUF'));
  w.uint32(3);
  w.uint64(tensors.length);
  w.uint64(entries.length);
  for (const [key, write] of entries) {
    w.text(key);
    write();
  }
  let at = 0;
  for (const { name, size, values } of tensors) {
    w.text(name);
    w.uint32(size.length);
    size.forEach((n) => w.uint64(n!));
    w.uint32(0); // float32
    w.uint64(at);
    at += Math.ceil((4 * values.length) / ALIGNMENT) * ALIGNMENT;
  }
  w.align();
  for (const { values } of tensors) {
    w.bytes(new Uint8Array(values.slice().buffer));
    w.align();
  }
  return new Blob(w.parts);
}
