/**
 * The key-value cache of `batch` sequences of equal length, kept in JavaScript with room to spare: tensors
 * [batch, heads, room, headDim], one per layer and part, the first `length` positions filled. The model is given all the
 * room and a mask over what is empty, so a new token is written in place, and only its own entries are copied out of the
 * runtime (`fresh_key_values`, see training/export.py). Copying the whole cache out at every step took longer than a
 * small model's arithmetic.
 */
export class KeyValueCache {
  /** Positions added at a time. Fewer waste less attention on empty positions, more are copied less often. */
  static readonly STEP = 32;

  readonly names: readonly string[];
  readonly batch: number;
  readonly heads: number;
  readonly headDim: number;
  /** Filled positions. */
  length = 0;
  room = 0;
  /** One per name. */
  tensors: Float32Array[];

  /** @param names of the model's inputs, in the order of `fresh_key_values` */
  constructor(names: readonly string[], batch: number, heads: number, headDim: number) {
    this.names = names;
    this.batch = batch;
    this.heads = heads;
    this.headDim = headDim;
    this.tensors = names.map(() => new Float32Array());
  }

  /** Adds the entries of `count` new positions. @param fresh [names, batch, heads, count, headDim] */
  append(fresh: Float32Array, count: number): void {
    if (this.length + count > this.room) {
      this.#resize(Math.ceil((this.length + count) / KeyValueCache.STEP) * KeyValueCache.STEP);
    }
    const rows = this.batch * this.heads;
    const size = count * this.headDim;
    for (const [i, tensor] of this.tensors.entries()) {
      for (let row = 0; row < rows; row++) {
        const from = (i * rows + row) * size;
        tensor.set(fresh.subarray(from, from + size), (row * this.room + this.length) * this.headDim);
      }
    }
    this.length += count;
  }

  /** Which of the room and `count` further positions a token may attend to: [batch, room + count], 1 where it may. */
  mask(count: number): BigInt64Array {
    const width = this.room + count;
    const mask = new BigInt64Array(this.batch * width);
    for (let row = 0; row < this.batch; row++) {
      mask.fill(1n, row * width, row * width + this.length);
      mask.fill(1n, row * width + this.room, (row + 1) * width);
    }
    return mask;
  }

  /** A cache of `batch` sequences that all begin with this one's. */
  repeat(batch: number): KeyValueCache {
    const copy = new KeyValueCache(this.names, batch, this.heads, this.headDim);
    copy.length = this.length;
    copy.room = this.room;
    copy.tensors = this.tensors.map((tensor) => {
      const repeated = new Float32Array(batch * tensor.length);
      for (let row = 0; row < batch; row++) repeated.set(tensor, row * tensor.length);
      return repeated;
    });
    return copy;
  }

  #resize(room: number): void {
    const rows = this.batch * this.heads;
    this.tensors = this.tensors.map((old) => {
      const tensor = new Float32Array(rows * room * this.headDim);
      for (let row = 0; row < rows; row++) {
        const from = row * this.room * this.headDim;
        tensor.set(old.subarray(from, from + this.length * this.headDim), row * room * this.headDim);
      }
      return tensor;
    });
    this.room = room;
  }
}
