import { KERNELS } from './kernels.wasm.ts';

/** An address in the engine's memory, in bytes. */
export type Address = number;

/** What kernels.as exports; said there. */
export interface Kernels {
  gemm(
    c: Address,
    cRow: number,
    a: Address,
    aRow: number,
    aColumn: number,
    b: Address,
    bRow: number,
    bColumn: number,
    m: number,
    n: number,
    k: number,
    add: boolean,
    scratch: Address
  ): void;
  product(y: Address, x: Address, w: Address, inner: number, outer: number): void;
  dots(y: Address, x: Address, w: Address, rows: number, width: number): void;
  packPanels(to: Address, from: Address, inner: number, outer: number, along: number, across: number): void;
  panels(y: Address, x: Address, w: Address, rows: number, inner: number, outer: number): void;
  embedPanels(out: Address, table: Address, ids: Address, count: number, width: number): void;
  keep(
    pages: Address,
    keys: number,
    k: Address,
    v: Address,
    first: number,
    rows: number,
    width: number
  ): void;
  attendPages(
    out: Address,
    q: Address,
    pages: Address,
    keys: number,
    first: number,
    rows: number,
    width: number,
    scale: number,
    weights: Address
  ): void;
  embed(out: Address, table: Address, ids: Address, count: number, width: number): void;
  embedGrad(table: Address, grad: Address, ids: Address, count: number, width: number): void;
  add(y: Address, x: Address, n: number): void;
  norm(y: Address, inverse: Address, x: Address, weight: Address, rows: number, width: number): void;
  normGrad(
    dx: Address,
    dWeight: Address,
    dy: Address,
    x: Address,
    weight: Address,
    inverse: Address,
    rows: number,
    width: number
  ): void;
  rotate(
    x: Address,
    cos: Address,
    sin: Address,
    positions: Address,
    rows: number,
    width: number,
    direction: 1 | -1
  ): void;
  softmax(scores: Address, length: number, scale: number): void;
  softmaxGrad(dp: Address, p: Address, length: number, scale: number): void;
  attend(
    out: Address,
    q: Address,
    keys: Address,
    values: Address,
    length: number,
    width: number,
    scale: number,
    weights: Address
  ): void;
  gated(y: Address, gate: Address, up: Address, n: number): void;
  gatedGrad(dGate: Address, dUp: Address, dy: Address, gate: Address, up: Address, n: number): void;
  crossEntropy(
    logits: Address,
    targets: Address,
    losses: Address,
    weights: Address,
    rows: number,
    size: number
  ): void;
  adam(
    p: Address,
    grad: Address,
    m: Address,
    v: Address,
    n: number,
    rate: number,
    beta1: number,
    beta2: number,
    eps: number,
    correct1: number,
    correct2: number
  ): void;
}

const PAGE = 65_536;

/** Linear memory that is handed out once and never given back, with the kernels that work in it. */
export class Memory {
  readonly #memory: WebAssembly.Memory;
  readonly kernels: Kernels;
  #end = PAGE; // what lies below is left alone

  constructor() {
    this.#memory = new WebAssembly.Memory({ initial: 1 });
    const module = new WebAssembly.Module(Uint8Array.from(atob(KERNELS), (char) => char.charCodeAt(0)));
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
    this.kernels = exports as unknown as Kernels;
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /**
   * Room for `count` numbers of four bytes, zero at first.
   * @throws RangeError where there is no memory
   */
  allocate(count: number): Address {
    const address = this.#end;
    const end = Math.ceil((address + 4 * count) / 16) * 16;
    const missing = end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    this.#end = end;
    return address;
  }

  /** The numbers at an address. A view: it does not outlive the next `allocate`. */
  floats(address: Address, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#memory.buffer, address, count);
  }

  integers(address: Address, count: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.#memory.buffer, address, count);
  }

  clear(address: Address, count: number): void {
    this.floats(address, count).fill(0);
  }
}
