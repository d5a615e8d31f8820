import { Memory, type Address } from './kernels.ts';
import {
  HEAD,
  SCALE,
  blocksOf,
  parametersOf,
  product,
  rotaryAngles,
  valuesOf,
  type Block,
  type Shape,
  type Weights
} from './shape.ts';

/** Rows of logits that are in memory at a time: the whole batch's would not fit into a cache. */
const HEAD_ROWS = 64;

/** Where the parameters lie, or their gradients. */
interface Parameters {
  embed: Address;
  blocks: Block<Address>[];
  norm: Address;
}

/** What the way back needs of a block's way forward. */
interface Kept {
  x: Address;
  normed: Address;
  inverse: Address;
  q: Address;
  k: Address;
  v: Address;
  /** The softmax of each sequence and head [length, length], one after another. */
  attention: Address;
  attended: Address;
  middle: Address;
  normed2: Address;
  inverse2: Address;
  gate: Address;
  up: Address;
  gated: Address;
}

/** Adam's settings, but for the learning rate; those of PyTorch. */
const ADAM = { beta1: 0.9, beta2: 0.999, eps: 1e-8 } as const;

/** A key-value cache of one sequence. */
export interface Cache {
  keys: Address[];
  values: Address[];
  length: number;
}

/**
 * The model of training/model.py in float32, with its way back: pre-norm blocks of attention with rotary positions and of
 * SwiGLU, tied embeddings, no biases. All memory is taken when it is made; steps take none.
 */
export class Llama {
  readonly shape: Shape;
  readonly memory = new Memory();
  /** Tokens that one step reads at most. */
  readonly rows: number;
  /** How many parameters there are. */
  readonly count: number;

  readonly #names: [string, number[]][];
  readonly #values: Address;
  readonly #gradients: Address;
  readonly #first: Address;
  readonly #second: Address;
  readonly #p: Parameters;
  readonly #d: Parameters;
  #step = 0;
  /** Rows of the step that is being made. */
  #taken = 0;

  // Of a step: tokens, their positions and targets, and what the way back needs.
  readonly #ids: Address;
  readonly #positions: Address;
  readonly #targets: Address;
  readonly #losses: Address;
  /** What the loss of each row counts. */
  readonly #counts: Address;
  readonly #kept: Kept[];
  readonly #last: Kept['x'];
  readonly #normed: Address;
  readonly #inverse: Address;
  readonly #logits: Address;
  readonly #dx: Address;
  readonly #dNormed: Address;
  readonly #dq: Address;
  readonly #dk: Address;
  readonly #dv: Address;
  readonly #dGate: Address;
  readonly #dUp: Address;
  readonly #dGated: Address;
  readonly #dAttention: Address;
  readonly #scratch: Address;
  readonly #cos: Address;
  readonly #sin: Address;

  /**
   * @param rows tokens that one step reads at most, of all sequences together
   * @param longest tokens of its longest sequence
   */
  constructor(shape: Shape, weights: Weights, { rows, longest }: { rows: number; longest: number }) {
    this.shape = shape;
    this.rows = rows;
    const { memory } = this;
    const { vocabulary, context, depth, width, heads, mlp } = shape;
    if (width !== heads * HEAD) throw new RangeError(`A width of ${width} is not ${heads} heads of ${HEAD}.`);
    const take = (count: number) => memory.allocate(count);
    this.#names = parametersOf(shape);
    this.count = this.#names.reduce((sum, [, size]) => sum + product(size), 0);
    this.#values = take(this.count);
    this.#gradients = take(this.count);
    this.#first = take(this.count);
    this.#second = take(this.count);
    this.#p = this.#placed(this.#values);
    this.#d = this.#placed(this.#gradients);

    this.#ids = take(rows);
    this.#positions = take(rows);
    this.#targets = take(rows);
    this.#losses = take(rows);
    this.#counts = take(rows);
    const [wide, hidden] = [rows * width, rows * mlp];
    this.#kept = Array.from({ length: depth }, () => ({
      x: take(wide),
      normed: take(wide),
      inverse: take(rows),
      q: take(wide),
      k: take(wide),
      v: take(wide),
      attention: take(heads * rows * longest),
      attended: take(wide),
      middle: take(wide),
      normed2: take(wide),
      inverse2: take(rows),
      gate: take(hidden),
      up: take(hidden),
      gated: take(hidden)
    }));
    this.#last = take(wide);
    this.#normed = take(wide);
    this.#inverse = take(rows);
    this.#logits = take(HEAD_ROWS * vocabulary);
    this.#dx = take(wide);
    this.#dNormed = take(wide);
    this.#dq = take(wide);
    this.#dk = take(wide);
    this.#dv = take(wide);
    this.#dGate = take(hidden);
    this.#dUp = take(hidden);
    this.#dGated = take(hidden);
    this.#dAttention = take(longest * longest);
    // See `gemm`: the left matrix has as many rows as there are tokens, or words, or inputs of a layer.
    this.#scratch = take((Math.max(rows, vocabulary, mlp) + 8) * 256 + 8 * 256 + 32);
    this.#cos = take((context * HEAD) / 2);
    this.#sin = take((context * HEAD) / 2);

    const angles = rotaryAngles(context);
    memory.floats(this.#cos, angles.length).set(angles.map(Math.cos));
    memory.floats(this.#sin, angles.length).set(angles.map(Math.sin));
    this.load(weights);
  }

  /** Takes these values, and forgets what Adam had gathered. @throws RangeError where one is missing or of another size */
  load(weights: Weights): void {
    let at = this.#values;
    for (const [name, size] of this.#names) {
      const value = valuesOf(weights, name, size);
      this.memory.floats(at, value.length).set(value);
      at += 4 * value.length;
    }
    this.restart();
  }

  /** Forgets what Adam had gathered. */
  restart(): void {
    this.memory.clear(this.#first, this.count);
    this.memory.clear(this.#second, this.count);
    this.#step = 0;
  }

  /** The gradients of the last `backward`, by name; for tests. */
  gradients(): Map<string, Float32Array> {
    return this.#read(this.#gradients);
  }

  /** The parameters as they are now, by name. */
  weights(): Map<string, Float32Array> {
    return this.#read(this.#values);
  }

  /**
   * Reads sequences of tokens, each by itself, and returns the cross-entropy in nats of every token but the first of each,
   * given those before it; one list a sequence.
   */
  score(sequences: readonly (readonly number[])[]): Float32Array[] {
    const lengths = this.#take(sequences);
    this.#forward(lengths);
    this.#loss(false);
    return this.#lossesOf(lengths);
  }

  /**
   * As `score`, and leaves the gradients of the mean over all these tokens.
   * @param signs what the tokens of each sequence count; -1 for one that is to be unlearned
   */
  backward(
    sequences: readonly (readonly number[])[],
    signs: readonly number[] = sequences.map(() => 1)
  ): Float32Array[] {
    const lengths = this.#take(sequences);
    const counts = lengths.flatMap((length, i) => new Array<number>(length).fill(signs[i]! / this.#taken));
    this.memory.floats(this.#counts, this.#taken).set(counts);
    this.memory.clear(this.#gradients, this.count);
    this.#forward(lengths);
    this.#loss(true);
    this.#back(lengths);
    return this.#lossesOf(lengths);
  }

  /** One step of Adam down the gradients of the last `backward`. */
  update(rate: number): void {
    const { beta1, beta2, eps } = ADAM;
    const step = ++this.#step;
    this.memory.kernels.adam(
      this.#values,
      this.#gradients,
      this.#first,
      this.#second,
      this.count,
      rate,
      beta1,
      beta2,
      eps,
      1 - beta1 ** step,
      1 - beta2 ** step
    );
  }

  /** An empty cache for a sequence of the whole context. It takes memory, which is never given back. */
  cache(): Cache {
    const { depth, context, width } = this.shape;
    const room = () => Array.from({ length: depth }, () => this.memory.allocate(context * width));
    return { keys: room(), values: room(), length: 0 };
  }

  /**
   * Reads one token more and returns the logits of the next: a view, good until the next call of anything here.
   * @throws RangeError where the context is full
   */
  next(id: number, cache: Cache): Float32Array {
    const { kernels, floats, integers } = this.#tools();
    const { vocabulary, context, width, mlp } = this.shape;
    if (cache.length >= context) throw new RangeError('The context is full.');
    integers(this.#ids, 1)[0] = id;
    integers(this.#positions, 1)[0] = cache.length;
    const { x, normed, inverse, q, attended, gate, up, gated } = this.#kept[0]!;
    const [added] = [this.#dx];
    kernels.embed(x, this.#p.embed, this.#ids, 1, width);
    for (const [i, block] of this.#p.blocks.entries()) {
      const key = cache.keys[i]! + 4 * cache.length * width;
      const value = cache.values[i]! + 4 * cache.length * width;
      kernels.norm(normed, inverse, x, block.attention_norm, 1, width);
      kernels.product(q, normed, block.q, width, width);
      kernels.product(key, normed, block.k, width, width);
      kernels.product(value, normed, block.v, width, width);
      kernels.rotate(q, this.#cos, this.#sin, this.#positions, 1, width, 1);
      kernels.rotate(key, this.#cos, this.#sin, this.#positions, 1, width, 1);
      const [keys, values] = [cache.keys[i]!, cache.values[i]!];
      kernels.attend(attended, q, keys, values, cache.length + 1, width, SCALE, this.#scratch);
      kernels.product(added, attended, block.out, width, width);
      kernels.add(x, added, width);
      kernels.norm(normed, inverse, x, block.mlp_norm, 1, width);
      kernels.product(gate, normed, block.gate, width, mlp);
      kernels.product(up, normed, block.up, width, mlp);
      kernels.gated(gated, gate, up, mlp);
      kernels.product(added, gated, block.down, mlp, width);
      kernels.add(x, added, width);
    }
    kernels.norm(normed, inverse, x, this.#p.norm, 1, width);
    kernels.dots(this.#logits, normed, this.#p.embed, vocabulary, width);
    cache.length++;
    return floats(this.#logits, vocabulary);
  }

  #tools() {
    const { memory } = this;
    return {
      kernels: memory.kernels,
      floats: memory.floats.bind(memory),
      integers: memory.integers.bind(memory)
    };
  }

  /** Where the parameters lie from an address on. */
  #placed(from: Address): Parameters {
    const places = new Map<string, Address>();
    let at = from;
    for (const [name, size] of this.#names) {
      places.set(name, at);
      at += 4 * product(size);
    }
    const blocks = blocksOf(this.shape, (name) => places.get(name)!);
    return { embed: places.get('embed')!, blocks, norm: places.get('norm')! };
  }

  #read(from: Address): Map<string, Float32Array> {
    const found = new Map<string, Float32Array>();
    let at = from;
    for (const [name, size] of this.#names) {
      found.set(name, this.memory.floats(at, product(size)).slice());
      at += 4 * product(size);
    }
    return found;
  }

  /** Puts tokens, positions and targets in their places; returns how many rows each sequence has. */
  #take(sequences: readonly (readonly number[])[]): number[] {
    const lengths = sequences.map((ids) => ids.length - 1);
    const all = lengths.reduce((a, b) => a + b, 0);
    const { context, vocabulary } = this.shape;
    if (all > this.rows || lengths.some((length) => length < 1 || length > context)) {
      throw new RangeError(`Sequences of ${lengths} rows do not fit.`);
    }
    if (sequences.flat().some((id) => !(Number.isInteger(id) && id >= 0 && id < vocabulary))) {
      throw new RangeError('There is no such token.');
    }
    this.#taken = all;
    const { integers } = this.#tools();
    integers(this.#ids, all).set(sequences.flatMap((ids) => ids.slice(0, -1)));
    integers(this.#targets, all).set(sequences.flatMap((ids) => ids.slice(1)));
    integers(this.#positions, all).set(lengths.flatMap((n) => Array.from({ length: n }, (_, i) => i)));
    return lengths;
  }

  #lossesOf(lengths: readonly number[]): Float32Array[] {
    let at = this.#losses;
    return lengths.map((length) => {
      const losses = this.memory.floats(at, length).slice();
      at += 4 * length;
      return losses;
    });
  }

  /** Y = X W: [rows, inner] by [inner, outer]. */
  #linear(y: Address, x: Address, w: Address, rows: number, inner: number, outer: number): void {
    const { kernels } = this.memory;
    kernels.gemm(y, outer, x, inner, 1, w, outer, 1, rows, outer, inner, false, this.#scratch);
  }

  /** From dY the gradient of X (or added to it) and, added, that of W. */
  #linearGrad(
    dx: Address,
    dw: Address,
    dy: Address,
    x: Address,
    w: Address,
    rows: number,
    inner: number,
    outer: number,
    add: boolean
  ): void {
    const { kernels } = this.memory;
    kernels.gemm(dx, inner, dy, outer, 1, w, 1, outer, rows, inner, outer, add, this.#scratch);
    kernels.gemm(dw, outer, x, 1, inner, dy, outer, 1, inner, outer, rows, true, this.#scratch);
  }

  /** Calls `each` with the first row and the length of every sequence, and where its softmax of each head lies. */
  #eachHead(lengths: readonly number[], each: (at: number, length: number, softmax: number) => void): void {
    const { width, heads } = this.shape;
    let row = 0;
    let softmax = 0;
    for (const length of lengths) {
      for (let head = 0; head < heads; head++) {
        each(4 * (row * width + head * HEAD), length, 4 * softmax);
        softmax += length * length;
      }
      row += length;
    }
  }

  #forward(lengths: readonly number[]): void {
    const { kernels } = this.memory;
    const { width, mlp } = this.shape;
    const rows = lengths.reduce((a, b) => a + b, 0);
    const { gemm } = kernels;
    const scratch = this.#scratch;
    kernels.embed(this.#kept[0]!.x, this.#p.embed, this.#ids, rows, width);
    for (const [i, block] of this.#p.blocks.entries()) {
      const kept = this.#kept[i]!;
      const { x, normed, q, k, v, attention, attended, middle, normed2, gate, up, gated } = kept;
      const y = this.#kept[i + 1]?.x ?? this.#last;
      kernels.norm(normed, kept.inverse, x, block.attention_norm, rows, width);
      this.#linear(q, normed, block.q, rows, width, width);
      this.#linear(k, normed, block.k, rows, width, width);
      this.#linear(v, normed, block.v, rows, width, width);
      kernels.rotate(q, this.#cos, this.#sin, this.#positions, rows, width, 1);
      kernels.rotate(k, this.#cos, this.#sin, this.#positions, rows, width, 1);
      this.#eachHead(lengths, (at, n, place) => {
        const p = attention + place;
        gemm(p, n, q + at, width, 1, k + at, 1, width, n, n, HEAD, false, scratch);
        kernels.softmax(p, n, SCALE);
        gemm(attended + at, width, p, n, 1, v + at, width, 1, n, HEAD, n, false, scratch);
      });
      this.#linear(middle, attended, block.out, rows, width, width);
      kernels.add(middle, x, rows * width);
      kernels.norm(normed2, kept.inverse2, middle, block.mlp_norm, rows, width);
      this.#linear(gate, normed2, block.gate, rows, width, mlp);
      this.#linear(up, normed2, block.up, rows, width, mlp);
      kernels.gated(gated, gate, up, rows * mlp);
      this.#linear(y, gated, block.down, rows, mlp, width);
      kernels.add(y, middle, rows * width);
    }
    kernels.norm(this.#normed, this.#inverse, this.#last, this.#p.norm, rows, width);
  }

  /** The losses of all rows, and if wanted the gradients of the last norm's output and of the embedding as the head. */
  #loss(gradients: boolean): void {
    const { kernels } = this.memory;
    const { vocabulary: size, width } = this.shape;
    const { embed } = this.#p;
    const scratch = this.#scratch;
    const rows = this.#taken;
    for (let at = 0; at < rows; at += HEAD_ROWS) {
      const n = Math.min(HEAD_ROWS, rows - at);
      const x = this.#normed + 4 * at * width;
      kernels.gemm(this.#logits, size, x, width, 1, embed, 1, width, n, size, width, false, scratch);
      const [targets, losses] = [this.#targets + 4 * at, this.#losses + 4 * at];
      kernels.crossEntropy(this.#logits, targets, losses, this.#counts + 4 * at, n, size);
      if (!gradients) continue;
      const dx = this.#dNormed + 4 * at * width;
      kernels.gemm(dx, width, this.#logits, size, 1, embed, width, 1, n, width, size, false, scratch);
      kernels.gemm(this.#d.embed, width, this.#logits, 1, size, x, width, 1, size, width, n, true, scratch);
    }
  }

  #back(lengths: readonly number[]): void {
    const { kernels } = this.memory;
    const { gemm } = kernels;
    const { width, mlp } = this.shape;
    const rows = lengths.reduce((a, b) => a + b, 0);
    const [dx, dNormed, scratch] = [this.#dx, this.#dNormed, this.#scratch];
    this.memory.clear(dx, rows * width);
    kernels.normGrad(dx, this.#d.norm, dNormed, this.#last, this.#p.norm, this.#inverse, rows, width);
    for (let i = this.shape.depth - 1; i >= 0; i--) {
      const [block, grad, kept] = [this.#p.blocks[i]!, this.#d.blocks[i]!, this.#kept[i]!];
      const { x, normed, q, k, v, attention, attended, middle, normed2, gate, up, gated } = kept;
      const [dq, dk, dv, dp] = [this.#dq, this.#dk, this.#dv, this.#dAttention];
      // dx is that of the block's output, and reaches its middle past the MLP as well as through it.
      this.#linearGrad(this.#dGated, grad.down, dx, gated, block.down, rows, mlp, width, false);
      kernels.gatedGrad(this.#dGate, this.#dUp, this.#dGated, gate, up, rows * mlp);
      this.#linearGrad(dNormed, grad.gate, this.#dGate, normed2, block.gate, rows, width, mlp, false);
      this.#linearGrad(dNormed, grad.up, this.#dUp, normed2, block.up, rows, width, mlp, true);
      kernels.normGrad(dx, grad.mlp_norm, dNormed, middle, block.mlp_norm, kept.inverse2, rows, width);
      // And now that of the middle, likewise past attention and through it.
      const dAttended = dNormed;
      this.#linearGrad(dAttended, grad.out, dx, attended, block.out, rows, width, width, false);
      this.#eachHead(lengths, (at, n, place) => {
        const p = attention + place;
        gemm(dv + at, width, p, 1, n, dAttended + at, width, 1, n, HEAD, n, false, scratch);
        gemm(dp, n, dAttended + at, width, 1, v + at, 1, width, n, n, HEAD, false, scratch);
        kernels.softmaxGrad(dp, p, n, SCALE);
        gemm(dq + at, width, dp, n, 1, k + at, width, 1, n, HEAD, n, false, scratch);
        gemm(dk + at, width, dp, 1, n, q + at, width, 1, n, HEAD, n, false, scratch);
      });
      kernels.rotate(dq, this.#cos, this.#sin, this.#positions, rows, width, -1);
      kernels.rotate(dk, this.#cos, this.#sin, this.#positions, rows, width, -1);
      this.#linearGrad(dNormed, grad.q, dq, normed, block.q, rows, width, width, false);
      this.#linearGrad(dNormed, grad.k, dk, normed, block.k, rows, width, width, true);
      this.#linearGrad(dNormed, grad.v, dv, normed, block.v, rows, width, width, true);
      kernels.normGrad(dx, grad.attention_norm, dNormed, x, block.attention_norm, kept.inverse, rows, width);
    }
    kernels.embedGrad(this.#d.embed, dx, this.#ids, rows, width);
  }
}
