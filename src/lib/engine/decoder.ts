import { KeyValueCache, PAGE } from './cache.ts';
import { Memory, type Address } from './kernels.ts';
import {
  HEAD,
  SCALE,
  blocksOf,
  parametersOf,
  rotaryAngles,
  valuesOf,
  type Block,
  type Shape,
  type Weights
} from './shape.ts';

/** Rows that are worked on at a time: a token of a sequence is a row. */
const ROWS = 64;

/** Columns of a panel; PANEL in kernels.as. */
const PANEL = 16;

/**
 * The model of training/model.py in float32, for reading and writing alone. Its matrices lie in the order in which they are
 * read, and each is read once for all the rows of a step: what one token waits for, sixteen share.
 */
export class Decoder {
  readonly shape: Shape;
  readonly memory = new Memory();

  readonly #embed: Address;
  /** The matrices in panels. */
  readonly #blocks: Block<Address>[];
  readonly #norm: Address;
  // Of a step.
  readonly #ids: Address;
  readonly #positions: Address;
  readonly #pages: Address;
  readonly #x: Address;
  readonly #normed: Address;
  readonly #inverse: Address;
  readonly #q: Address;
  readonly #k: Address;
  readonly #v: Address;
  readonly #attended: Address;
  readonly #added: Address;
  readonly #gate: Address;
  readonly #up: Address;
  readonly #logits: Address;
  readonly #scores: Address;
  readonly #cos: Address;
  readonly #sin: Address;
  /** All pages that were ever taken, and how many of them the cache in use has. */
  readonly #taken: Address[] = [];
  #used = 0;
  #cache: KeyValueCache | undefined;

  /** @throws RangeError where the shape or the weights are not of such a model, or there is no memory */
  constructor(shape: Shape, weights: Weights) {
    this.shape = shape;
    const { memory } = this;
    const { vocabulary, context, width, heads, mlp } = shape;
    if (width !== heads * HEAD) throw new RangeError(`A width of ${width} is not ${heads} heads of ${HEAD}.`);
    if (vocabulary % PANEL || mlp % PANEL) throw new RangeError(`A size is not a multiple of ${PANEL}.`);
    const take = (count: number) => memory.allocate(count);

    const parameters = parametersOf(shape);
    const largest = Math.max(...parameters.map(([, size]) => size[0]! * (size[1] ?? 1)));
    const desk = take(largest);
    const places = new Map(
      parameters.map(([name, size]) => {
        const values = valuesOf(weights, name, size);
        const place = take(values.length);
        const [rows, columns] = size as [number, number?];
        memory.floats(columns ? desk : place, values.length).set(values);
        // The embedding is the head too, and lies as that: [width, vocabulary].
        if (name === 'embed') memory.kernels.packPanels(place, desk, columns!, rows, 1, columns!);
        else if (columns) memory.kernels.packPanels(place, desk, rows, columns, columns, 1);
        return [name, place];
      })
    );
    this.#embed = places.get('embed')!;
    this.#norm = places.get('norm')!;
    this.#blocks = blocksOf(shape, (name) => places.get(name)!);

    this.#ids = take(ROWS);
    this.#positions = take(ROWS);
    this.#pages = take(Math.ceil(context / PAGE));
    const wide = ROWS * width;
    this.#x = take(wide);
    this.#normed = take(wide);
    this.#inverse = take(ROWS);
    this.#q = take(wide);
    this.#k = take(wide);
    this.#v = take(wide);
    this.#attended = take(wide);
    this.#added = take(wide);
    this.#gate = take(ROWS * mlp);
    this.#up = take(ROWS * mlp);
    this.#logits = take(ROWS * vocabulary);
    this.#scores = take(context);
    const angles = rotaryAngles(context);
    this.#cos = take(angles.length);
    this.#sin = take(angles.length);
    memory.floats(this.#cos, angles.length).set(angles.map(Math.cos));
    memory.floats(this.#sin, angles.length).set(angles.map(Math.sin));
  }

  /** An empty cache of `batch` sequences. It takes the place of the one before, which cannot be used any more. */
  cache(batch = 1): KeyValueCache {
    this.#used = 0;
    const { depth, width } = this.shape;
    const size = 2 * depth * PAGE * width; // keys and values of each block
    const take = () => {
      const page = this.#taken[this.#used++];
      if (page !== undefined) return page;
      const fresh = this.memory.allocate(size);
      this.#taken.push(fresh);
      return fresh;
    };
    const copy = (from: Address) => {
      const page = take();
      this.memory.floats(page, size).set(this.memory.floats(from, size));
      return page;
    };
    this.#cache = new KeyValueCache({ take, copy }, batch);
    return this.#cache;
  }

  /**
   * Reads `ids`, those of the cache's sequences one after another and of equal length, adds them to it, and returns the
   * logits after each: [batch * length, vocabulary].
   *
   * @throws RangeError where there is no such token, no room in the context, or the cache is out of use
   */
  forward(ids: readonly number[], cache: KeyValueCache): Float32Array {
    const { vocabulary, context } = this.shape;
    const { batch } = cache;
    const count = ids.length / batch;
    if (cache !== this.#cache) throw new RangeError('This cache is out of use.');
    if (cache.length + count > context) throw new RangeError('The context is full.');
    if (ids.some((id) => !(Number.isInteger(id) && id >= 0 && id < vocabulary)))
      throw new RangeError('There is no such token.');
    cache.reserve(count);
    const logits = new Float32Array(ids.length * vocabulary);
    // Tokens of as many sequences at once as have room, all of them at one step.
    const together = Math.min(batch, ROWS);
    const most = Math.floor(ROWS / together);
    for (let at = 0; at < count; at += most) {
      const n = Math.min(most, count - at);
      for (let from = 0; from < batch; from += together) {
        const sequences = cache.sequences.slice(from, from + together);
        const part = sequences.flatMap((_, i) =>
          ids.slice((from + i) * count + at, (from + i) * count + at + n)
        );
        this.#step(part, sequences, cache.length);
        for (const i of sequences.keys()) {
          const rows = this.memory.floats(this.#logits + 4 * i * n * vocabulary, n * vocabulary);
          logits.set(rows, ((from + i) * count + at) * vocabulary);
        }
      }
      cache.length += n;
    }
    return logits;
  }

  /** One step of at most `ROWS` rows, from the position `first` on; leaves their logits. */
  #step(ids: readonly number[], sequences: readonly Address[][], first: number): void {
    const { memory } = this;
    const { kernels } = memory;
    const { vocabulary, width, mlp } = this.shape;
    const rows = ids.length;
    const count = rows / sequences.length;
    const [x, normed, inverse, q, k, v] = [this.#x, this.#normed, this.#inverse, this.#q, this.#k, this.#v];
    const [attended, added, gate, up] = [this.#attended, this.#added, this.#gate, this.#up];
    const positions = memory.integers(this.#positions, rows);
    for (let row = 0; row < rows; row++) positions[row] = first + (row % count);
    memory.integers(this.#ids, rows).set(ids);
    const pages = memory.integers(this.#pages, sequences[0]!.length);

    kernels.embedPanels(x, this.#embed, this.#ids, rows, width);
    for (const [i, block] of this.#blocks.entries()) {
      kernels.norm(normed, inverse, x, block.attention_norm, rows, width);
      kernels.panels(q, normed, block.q, rows, width, width);
      kernels.panels(k, normed, block.k, rows, width, width);
      kernels.panels(v, normed, block.v, rows, width, width);
      kernels.rotate(q, this.#cos, this.#sin, this.#positions, rows, width, 1);
      kernels.rotate(k, this.#cos, this.#sin, this.#positions, rows, width, 1);
      const keys = 4 * 2 * i * PAGE * width;
      for (const [sequence, own] of sequences.entries()) {
        pages.set(own);
        const at = 4 * sequence * count * width;
        const [from, queries] = [attended + at, q + at];
        kernels.keep(this.#pages, keys, k + at, v + at, first, count, width);
        kernels.attendPages(from, queries, this.#pages, keys, first, count, width, SCALE, this.#scores);
      }
      kernels.panels(added, attended, block.out, rows, width, width);
      kernels.add(x, added, rows * width);
      kernels.norm(normed, inverse, x, block.mlp_norm, rows, width);
      kernels.panels(gate, normed, block.gate, rows, width, mlp);
      kernels.panels(up, normed, block.up, rows, width, mlp);
      kernels.gated(gate, gate, up, rows * mlp);
      kernels.panels(added, gate, block.down, rows, mlp, width);
      kernels.add(x, added, rows * width);
    }
    kernels.norm(normed, inverse, x, this.#norm, rows, width);
    kernels.panels(this.#logits, normed, this.#embed, rows, width, vocabulary);
  }
}
