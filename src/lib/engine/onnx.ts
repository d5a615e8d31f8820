// The weights of a published model, from the very file that ONNX Runtime opens: an initializer is a message of protocol
// buffers (https://protobuf.dev/programming-guides/encoding/), of which few fields matter here (onnx.proto).
import { parametersOf, type Shape, type Weights } from './shape.ts';

/** What a model's `config.json` says of its shape. */
export interface LlamaConfig {
  vocab_size: number;
  max_position_embeddings: number;
  num_hidden_layers: number;
  hidden_size: number;
  num_attention_heads: number;
  intermediate_size: number;
}

export const shapeOf = (config: LlamaConfig): Shape => ({
  vocabulary: config.vocab_size,
  context: config.max_position_embeddings,
  depth: config.num_hidden_layers,
  width: config.hidden_size,
  heads: config.num_attention_heads,
  mlp: config.intermediate_size
});

type Field = { number: number; value: number } | { number: number; bytes: Uint8Array };

/** The fields of a message, in their order. @throws RangeError where it ends in the midst of one */
function* fields(message: Uint8Array): Generator<Field> {
  let at = 0;
  const integer = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      if (at >= message.length) throw new RangeError('The file ends too early.');
      const byte = message[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = integer();
    const [number, kind] = [Math.floor(key / 8), key % 8];
    if (kind === 0) yield { number, value: integer() };
    else if (kind === 2 || kind === 1 || kind === 5) {
      const length = kind === 2 ? integer() : kind === 1 ? 8 : 4;
      if (at + length > message.length) throw new RangeError('The file ends too early.');
      yield { number, bytes: message.subarray(at, (at += length)) };
    } else throw new RangeError(`There is no wire type ${kind}.`);
  }
}

const all = (message: Uint8Array, wanted: number): Uint8Array[] =>
  [...fields(message)].flatMap((field) => (field.number === wanted && 'bytes' in field ? [field.bytes] : []));

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

/** ModelProto.graph; GraphProto.node, initializer; NodeProto.input, output, op_type; TensorProto.name, raw_data. */
const [GRAPH, NODE, INITIALIZER, INPUT, OP, NAME, RAW] = [7, 1, 5, 1, 4, 8, 9];

/** TensorProto.DataType. */
const [DATA_TYPE, FLOAT, INT8, FLOAT16] = [2, 1, 3, 10];

interface Tensor {
  type: number;
  raw: Uint8Array;
}

function tensorOf(message: Uint8Array): [string, Tensor] {
  const type = [...fields(message)].find(({ number }) => number === DATA_TYPE);
  const raw = all(message, RAW)[0] ?? new Uint8Array();
  return [text(all(message, NAME)[0]), { type: type && 'value' in type ? type.value : 0, raw }];
}

/** A float16 number, by its bits. */
function half(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

let table: Float32Array | undefined;

/** Every float16, as a number: made once a file holds some, which the larger models do not. */
const everyHalf = () => (table ??= Float32Array.from({ length: 65_536 }, (_, bits) => half(bits)));

/**
 * The weights in a file that training/export.py wrote, as float32: stored as float16, or as int8 with one scale for each
 * output channel. The graph multiplies with its matrices in the order in which training/model.py does. Each is read when it
 * is asked for.
 *
 * @throws RangeError where the file is not such a one; so does asking for weights that it does not hold
 */
export function readWeights(file: Uint8Array, shape: Shape): Weights {
  const graph = all(file, GRAPH)[0];
  if (!graph) throw new RangeError('The file holds no graph.');
  const tensors = new Map(all(graph, INITIALIZER).map(tensorOf));
  const stored = (name: string) =>
    [name, `${name}.fp16`, `${name}.int8`].find((candidate) => tensors.has(candidate));

  /** The float32 values of [rows, columns], whose scales are of the rows where `byRow`, else of the columns. */
  const matrix = (name: string, [rows, columns = 1]: number[], byRow: boolean): Float32Array => {
    const found = stored(name);
    const tensor = found === undefined ? undefined : tensors.get(found);
    const size = rows! * columns;
    const width = tensor?.type === FLOAT ? 4 : tensor?.type === FLOAT16 ? 2 : tensor?.type === INT8 ? 1 : 0;
    if (!tensor || tensor.raw.length !== size * width)
      throw new RangeError(`${name} is not as it should be.`);
    const bytes = Uint8Array.from(tensor.raw).buffer; // of its own, wherever the file lies
    if (tensor.type === FLOAT) return new Float32Array(bytes);
    const values = new Float32Array(size);
    if (tensor.type === FLOAT16) {
      const [halves, numbers] = [new Uint16Array(bytes), everyHalf()];
      for (let i = 0; i < size; i++) values[i] = numbers[halves[i]!]!;
      return values;
    }
    const scales = matrix(`${name}.scale`, byRow ? [rows!] : [columns], byRow);
    const steps = new Int8Array(bytes);
    for (let row = 0, i = 0; row < rows!; row++) {
      for (let column = 0; column < columns; column++, i++) {
        values[i] = steps[i]! * scales[byRow ? row : column]!;
      }
    }
    return values;
  };

  const products = all(graph, NODE)
    .filter((node) => text(all(node, OP)[0]) === 'MatMul')
    .map((node) => text(all(node, INPUT)[1]))
    .filter((name) => stored(name) !== undefined);
  const names = new Map<string, string>([['embed', 'model.embed.weight']]);
  const parameters = parametersOf(shape);
  let used = 0;
  for (const [name, size] of parameters) {
    if (size.length === 1) names.set(name, `model.${name}.weight`);
    else if (name !== 'embed') names.set(name, products[used++] ?? '');
  }
  const sizes = new Map(parameters);
  return {
    get: (name) => {
      const size = sizes.get(name);
      return size && matrix(names.get(name)!, size, name === 'embed');
    }
  };
}
