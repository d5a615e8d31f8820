// What the teacher (llama.ts) and the decoder have in common: the model of training/model.py.

/** Numbers of a head; HEAD in kernels.as. */
export const HEAD = 32;
/** What scores of attention are multiplied by. */
export const SCALE = 1 / Math.sqrt(HEAD);
const ROPE_THETA = 10_000;

/** Shape of a model; `ModelConfig` in training/model.py. */
export interface Shape {
  vocabulary: number;
  context: number;
  depth: number;
  width: number;
  heads: number;
  mlp: number;
}

/** Values by the names of `parametersOf`. */
export type Weights = Pick<ReadonlyMap<string, Float32Array>, 'get'>;

/** Names and shapes of the parameters, in the order of training/model.py. Matrices are [inputs, outputs]. */
export function parametersOf({ vocabulary, depth, width, mlp }: Shape): [name: string, size: number[]][] {
  const square = [width, width];
  const blocks = Array.from({ length: depth }, (_, i): [string, number[]][] => [
    [`blocks.${i}.attention_norm`, [width]],
    [`blocks.${i}.q`, square],
    [`blocks.${i}.k`, square],
    [`blocks.${i}.v`, square],
    [`blocks.${i}.out`, square],
    [`blocks.${i}.mlp_norm`, [width]],
    [`blocks.${i}.gate`, [width, mlp]],
    [`blocks.${i}.up`, [width, mlp]],
    [`blocks.${i}.down`, [mlp, width]]
  ]);
  return [['embed', [vocabulary, width]], ...blocks.flat(), ['norm', [width]]];
}

/** One of each parameter of a block: where it lies, or its gradient does. */
export interface Block<T> {
  attention_norm: T;
  q: T;
  k: T;
  v: T;
  out: T;
  mlp_norm: T;
  gate: T;
  up: T;
  down: T;
}

/** The blocks of a model whose parameters are found by their names. */
export const blocksOf = <T>({ depth }: Shape, find: (name: string) => T): Block<T>[] =>
  Array.from({ length: depth }, (_, i) => {
    const of = (name: string) => find(`blocks.${i}.${name}`);
    return {
      attention_norm: of('attention_norm'),
      q: of('q'),
      k: of('k'),
      v: of('v'),
      out: of('out'),
      mlp_norm: of('mlp_norm'),
      gate: of('gate'),
      up: of('up'),
      down: of('down')
    };
  });

/** Numbers of a vector or a matrix. */
export const product = (size: readonly number[]): number => size.reduce((a, b) => a * b, 1);

/** The angles by which rotary positions turn the pairs of a head: [context, HEAD / 2]. */
export const rotaryAngles = (context: number): number[] =>
  Array.from(
    { length: (context * HEAD) / 2 },
    (_, i) => Math.floor((2 * i) / HEAD) * ROPE_THETA ** (-(2 * (i % (HEAD / 2))) / HEAD)
  );

/** The values of a parameter. @throws RangeError where they are missing, or too few or too many */
export function valuesOf(weights: Weights, name: string, size: readonly number[]): Float32Array {
  const values = weights.get(name);
  if (values?.length !== product(size)) throw new RangeError(`The weights of ${name} are not of ${size}.`);
  return values;
}
