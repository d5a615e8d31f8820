// The arithmetic of the engine, in AssemblyScript: `npm run kernels` compiles it to kernels.wasm. Addresses are bytes in
// the one memory, sizes and strides count float32 numbers. Nothing is allocated here; see llama.ts for what calls what.

/** Columns and rows of the tile that `gemm` keeps in registers. */
const TILE_N: i32 = 8;
const TILE_M: i32 = 4;

/** How much of the inner dimension is packed at a time: a panel of B then fits into the first cache. */
const DEPTH: i32 = 256;

/** Columns of a panel: the matrices of the decoder lie as [outer / PANEL, inner, PANEL], and are read from end to end. */
const PANEL: i32 = 16;

/** Positions of a page of the decoder's cache. */
const PAGE: i32 = 32;

/** Root mean squares are kept away from zero by this: NORM_EPS of training/model.py. */
const NORM_EPS: f32 = 1e-5;

/** Numbers of one attention head: HEAD_DIM of training/model.py. */
const HEAD: i32 = 32;

// @ts-ignore: a decorator
@inline function at(base: usize, index: i32): usize {
  return base + (<usize>index << 2);
}

// @ts-ignore: a decorator
@inline function sum(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/** exp of four numbers, to about two units in the last place (the polynomial of Cephes' expf). */
// @ts-ignore: a decorator
@inline function exp4(x: v128): v128 {
  x = f32x4.min(f32x4.max(x, f32x4.splat(-87.0)), f32x4.splat(88.0));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let y = f32x4.splat(1.9875691500e-4);
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.3981999507e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(8.3334519073e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(4.1665795894e-2));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.6666665459e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(5.0000001201e-1));
  y = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(y, r), r), r), f32x4.splat(1.0));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(y, power);
}

// @ts-ignore: a decorator
@inline function exp1(x: f32): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(x)), 0);
}

/** Four rows of four become four columns. `to`: `step` numbers from one column to the next. */
// @ts-ignore: a decorator
@inline function transpose4(to: usize, step: i32, from: usize, stride: i32): void {
  const a = v128.load(from);
  const b = v128.load(at(from, stride));
  const c = v128.load(at(from, 2 * stride));
  const d = v128.load(at(from, 3 * stride));
  const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(ab0, cd0, 0, 2));
  v128.store(at(to, step), v128.shuffle<f64>(ab0, cd0, 1, 3));
  v128.store(at(to, 2 * step), v128.shuffle<f64>(ab1, cd1, 0, 2));
  v128.store(at(to, 3 * step), v128.shuffle<f64>(ab1, cd1, 1, 3));
}

/**
 * Packs `lanes` lines of a matrix, `across` apart, into a panel [depth, wide]: what lies side by side is used together.
 * Lanes that are missing are zero. `along` is the stride of the inner dimension.
 */
function pack(to: usize, wide: i32, from: usize, across: i32, along: i32, lanes: i32, depth: i32): void {
  if (lanes == wide && across == 1) {
    for (let k = 0; k < depth; k++) {
      const source = at(from, k * along);
      const target = at(to, k * wide);
      for (let j = 0; j < wide; j += 4) v128.store(at(target, j), v128.load(at(source, j)));
    }
    return;
  }
  let k = 0;
  if (lanes == wide && along == 1) {
    for (; k + 4 <= depth; k += 4) {
      for (let j = 0; j < wide; j += 4) {
        transpose4(at(to, k * wide + j), wide, at(from, j * across + k), across);
      }
    }
  }
  for (; k < depth; k++) {
    for (let j = 0; j < wide; j++) {
      const value = j < lanes ? load<f32>(at(from, j * across + k * along)) : <f32>0;
      store<f32>(at(to, k * wide + j), value);
    }
  }
}

/** One tile of C: 4 x 8 sums over the packed panels, which stay in registers. */
function tile(c: usize, row: i32, a: usize, b: usize, depth: i32, add: bool): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(x, b0));
    c01 = f32x4.add(c01, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(x, b0));
    c11 = f32x4.add(c11, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(x, b0));
    c21 = f32x4.add(c21, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(x, b0));
    c31 = f32x4.add(c31, f32x4.mul(x, b1));
    a += 16;
    b += 32;
  }
  const r1 = at(c, row), r2 = at(r1, row), r3 = at(r2, row);
  if (add) {
    c00 = f32x4.add(c00, v128.load(c)); c01 = f32x4.add(c01, v128.load(c, 16));
    c10 = f32x4.add(c10, v128.load(r1)); c11 = f32x4.add(c11, v128.load(r1, 16));
    c20 = f32x4.add(c20, v128.load(r2)); c21 = f32x4.add(c21, v128.load(r2, 16));
    c30 = f32x4.add(c30, v128.load(r3)); c31 = f32x4.add(c31, v128.load(r3, 16));
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  v128.store(r1, c10); v128.store(r1, c11, 16);
  v128.store(r2, c20); v128.store(r2, c21, 16);
  v128.store(r3, c30); v128.store(r3, c31, 16);
}

/**
 * C = A B, or C += A B: [m, k] by [k, n]. Element (i, j) of A lies at `a + i * aRow + j * aColumn`, so either matrix may be
 * given transposed. C is of rows `cRow` apart.
 *
 * @param scratch room for (m + 3) * 256 + 8 * 256 + 32 numbers
 */
export function gemm(
  c: usize, cRow: i32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32,
  m: i32, n: i32, k: i32, add: bool, scratch: usize
): void {
  const rows = (m + TILE_M - 1) & ~(TILE_M - 1);
  const panelsA = scratch;
  const panelB = at(panelsA, rows * DEPTH);
  const edge = at(panelB, TILE_N * DEPTH);
  for (let k0 = 0; k0 < k; k0 += DEPTH) {
    const depth = min(DEPTH, k - k0);
    const more = add || k0 > 0;
    for (let i = 0; i < m; i += TILE_M) {
      pack(at(panelsA, i * depth), TILE_M, at(a, i * aRow + k0 * aColumn), aRow, aColumn, min(TILE_M, m - i), depth);
    }
    for (let j = 0; j < n; j += TILE_N) {
      const columns = min(TILE_N, n - j);
      pack(panelB, TILE_N, at(b, k0 * bRow + j * bColumn), bColumn, bRow, columns, depth);
      for (let i = 0; i < m; i += TILE_M) {
        const panelA = at(panelsA, i * depth);
        const target = at(c, i * cRow + j);
        const high = min(TILE_M, m - i);
        if (high == TILE_M && columns == TILE_N) {
          tile(target, cRow, panelA, panelB, depth, more);
          continue;
        }
        tile(edge, TILE_N, panelA, panelB, depth, false);
        for (let r = 0; r < high; r++) {
          for (let s = 0; s < columns; s++) {
            const to = at(target, r * cRow + s);
            const value = load<f32>(at(edge, r * TILE_N + s));
            store<f32>(to, more ? load<f32>(to) + value : value);
          }
        }
      }
    }
  }
}

/** y = x W of one row: [inner] by [inner, outer]; `outer` is a multiple of 16. */
export function product(y: usize, x: usize, w: usize, inner: i32, outer: i32): void {
  for (let j = 0; j < outer; j += 16) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let from = at(w, j);
    for (let i = 0; i < inner; i++) {
      const v = v128.load32_splat(at(x, i));
      s0 = f32x4.add(s0, f32x4.mul(v, v128.load(from)));
      s1 = f32x4.add(s1, f32x4.mul(v, v128.load(from, 16)));
      s2 = f32x4.add(s2, f32x4.mul(v, v128.load(from, 32)));
      s3 = f32x4.add(s3, f32x4.mul(v, v128.load(from, 48)));
      from = at(from, outer);
    }
    const to = at(y, j);
    v128.store(to, s0); v128.store(to, s1, 16); v128.store(to, s2, 32); v128.store(to, s3, 48);
  }
}

/** y = W x of one row: `rows` dot products with a vector of `width`, a multiple of 16. */
export function dots(y: usize, x: usize, w: usize, rows: i32, width: i32): void {
  for (let r = 0; r < rows; r++) {
    const from = at(w, r * width);
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let i = 0; i < width; i += 16) {
      const p = at(x, i), q = at(from, i);
      s0 = f32x4.add(s0, f32x4.mul(v128.load(p), v128.load(q)));
      s1 = f32x4.add(s1, f32x4.mul(v128.load(p, 16), v128.load(q, 16)));
      s2 = f32x4.add(s2, f32x4.mul(v128.load(p, 32), v128.load(q, 32)));
      s3 = f32x4.add(s3, f32x4.mul(v128.load(p, 48), v128.load(q, 48)));
    }
    store<f32>(at(y, r), sum(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3))));
  }
}

/** The rows of a table that `ids` (int32) name, one after another. */
export function embed(out: usize, table: usize, ids: usize, count: i32, width: i32): void {
  for (let r = 0; r < count; r++) {
    memory.copy(at(out, r * width), at(table, load<i32>(at(ids, r)) * width), <usize>width << 2);
  }
}

/** Adds what `embed` took out to the gradient of the table. */
export function embedGrad(table: usize, grad: usize, ids: usize, count: i32, width: i32): void {
  for (let r = 0; r < count; r++) add(at(table, load<i32>(at(ids, r)) * width), at(grad, r * width), width);
}

/** y += x. */
export function add(y: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i += 4) v128.store(at(y, i), f32x4.add(v128.load(at(y, i)), v128.load(at(x, i))));
}

/** RMSNorm of each row: y = x / rms(x) * weight. `inverse` keeps 1 / rms(x) of each row. */
export function norm(y: usize, inverse: usize, x: usize, weight: usize, rows: i32, width: i32): void {
  for (let r = 0; r < rows; r++) {
    const from = at(x, r * width), to = at(y, r * width);
    let squares = f32x4.splat(0);
    for (let i = 0; i < width; i += 4) {
      const v = v128.load(at(from, i));
      squares = f32x4.add(squares, f32x4.mul(v, v));
    }
    const scale: f32 = 1 / Mathf.sqrt(sum(squares) / <f32>width + NORM_EPS);
    store<f32>(at(inverse, r), scale);
    const s = f32x4.splat(scale);
    for (let i = 0; i < width; i += 4) {
      v128.store(at(to, i), f32x4.mul(f32x4.mul(v128.load(at(from, i)), s), v128.load(at(weight, i))));
    }
  }
}

/** Adds to `dx` and `dWeight` what follows from the gradient `dy` of a norm. */
export function normGrad(
  dx: usize, dWeight: usize, dy: usize, x: usize, weight: usize, inverse: usize, rows: i32, width: i32
): void {
  for (let r = 0; r < rows; r++) {
    const scale = load<f32>(at(inverse, r));
    const s = f32x4.splat(scale);
    const xs = at(x, r * width), ds = at(dy, r * width), to = at(dx, r * width);
    let along = f32x4.splat(0);
    for (let i = 0; i < width; i += 4) {
      const v = v128.load(at(xs, i)), d = v128.load(at(ds, i));
      const dv = f32x4.mul(d, v);
      along = f32x4.add(along, f32x4.mul(dv, v128.load(at(weight, i))));
      v128.store(at(dWeight, i), f32x4.add(v128.load(at(dWeight, i)), f32x4.mul(dv, s)));
    }
    const back = f32x4.splat((sum(along) * scale * scale * scale) / <f32>width);
    for (let i = 0; i < width; i += 4) {
      const direct = f32x4.mul(f32x4.mul(v128.load(at(ds, i)), v128.load(at(weight, i))), s);
      const change = f32x4.sub(direct, f32x4.mul(v128.load(at(xs, i)), back));
      v128.store(at(to, i), f32x4.add(v128.load(at(to, i)), change));
    }
  }
}

/**
 * Turns each pair (i, i + 16) of each head by the angle of the row's position, in place; back with `direction` -1.
 * cos, sin: [context, 16]. `positions`: int32.
 */
export function rotate(
  x: usize, cos: usize, sin: usize, positions: usize, rows: i32, width: i32, direction: f32
): void {
  const half = HEAD / 2;
  const way = f32x4.splat(direction);
  for (let r = 0; r < rows; r++) {
    const table = load<i32>(at(positions, r)) * half;
    for (let h = 0; h < width; h += HEAD) {
      const head = at(x, r * width + h);
      for (let i = 0; i < half; i += 4) {
        const c = v128.load(at(cos, table + i)), s = f32x4.mul(v128.load(at(sin, table + i)), way);
        const p = at(head, i), q = at(head, i + half);
        const a = v128.load(p), b = v128.load(q);
        v128.store(p, f32x4.sub(f32x4.mul(a, c), f32x4.mul(b, s)));
        v128.store(q, f32x4.add(f32x4.mul(b, c), f32x4.mul(a, s)));
      }
    }
  }
}

/** The largest of n numbers. */
function highest(x: usize, n: i32): f32 {
  let best: f32 = -Infinity;
  let i = 0;
  if (n >= 4) {
    let most = v128.load(x);
    for (i = 4; i + 4 <= n; i += 4) most = f32x4.pmax(most, v128.load(at(x, i)));
    best = max(
      max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
      max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3))
    );
  }
  for (; i < n; i++) best = max(best, load<f32>(at(x, i)));
  return best;
}

/** x = exp((x - top) * scale) in place; returns the sum. */
function exponentials(x: usize, n: i32, top: f32, scale: f32): f32 {
  const t = f32x4.splat(top), s = f32x4.splat(scale);
  let total = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const e = exp4(f32x4.mul(f32x4.sub(v128.load(at(x, i)), t), s));
    v128.store(at(x, i), e);
    total = f32x4.add(total, e);
  }
  let all = sum(total);
  for (; i < n; i++) {
    const e = exp1((load<f32>(at(x, i)) - top) * scale);
    store<f32>(at(x, i), e);
    all += e;
  }
  return all;
}

/** x *= by, of n numbers. */
function multiply(x: usize, n: i32, by: f32): void {
  const b = f32x4.splat(by);
  let i = 0;
  for (; i + 4 <= n; i += 4) v128.store(at(x, i), f32x4.mul(v128.load(at(x, i)), b));
  for (; i < n; i++) store<f32>(at(x, i), load<f32>(at(x, i)) * by);
}

/** Softmax of scores [length, length] in place, each row over itself and what stands before it. */
export function softmax(scores: usize, length: i32, scale: f32): void {
  for (let r = 0; r < length; r++) {
    const row = at(scores, r * length), n = r + 1;
    multiply(row, n, 1 / exponentials(row, n, highest(row, n), scale));
    memory.fill(at(row, n), 0, <usize>(length - n) << 2);
  }
}

/** The gradient of the scores in place of that of their softmax p: p (dp - <dp, p>) scale. */
export function softmaxGrad(dp: usize, p: usize, length: i32, scale: f32): void {
  for (let r = 0; r < length; r++) {
    const d = at(dp, r * length), q = at(p, r * length);
    let along: f32 = 0;
    for (let i = 0; i <= r; i++) along += load<f32>(at(d, i)) * load<f32>(at(q, i));
    for (let i = 0; i <= r; i++) {
      store<f32>(at(d, i), load<f32>(at(q, i)) * (load<f32>(at(d, i)) - along) * scale);
    }
    memory.fill(at(d, r + 1), 0, <usize>(length - r - 1) << 2);
  }
}

/** Attention of one row over `length` cached positions [length, width], head by head. `weights`: room for `length`. */
export function attend(
  out: usize, q: usize, keys: usize, values: usize, length: i32, width: i32, scale: f32, weights: usize
): void {
  for (let h = 0; h < width; h += HEAD) {
    const query = at(q, h), to = at(out, h);
    for (let t = 0; t < length; t++) {
      const key = at(keys, t * width + h);
      let s = f32x4.splat(0);
      for (let i = 0; i < HEAD; i += 4) s = f32x4.add(s, f32x4.mul(v128.load(at(query, i)), v128.load(at(key, i))));
      store<f32>(at(weights, t), sum(s));
    }
    multiply(weights, length, 1 / exponentials(weights, length, highest(weights, length), scale));
    memory.fill(to, 0, <usize>HEAD << 2);
    for (let t = 0; t < length; t++) {
      const w = v128.load32_splat(at(weights, t));
      const value = at(values, t * width + h);
      for (let i = 0; i < HEAD; i += 4) {
        v128.store(at(to, i), f32x4.add(v128.load(at(to, i)), f32x4.mul(w, v128.load(at(value, i)))));
      }
    }
  }
}

/** y = silu(gate) * up. */
export function gated(y: usize, gate: usize, up: usize, n: i32): void {
  const one = f32x4.splat(1);
  for (let i = 0; i < n; i += 4) {
    const g = v128.load(at(gate, i));
    const s = f32x4.div(g, f32x4.add(one, exp4(f32x4.neg(g))));
    v128.store(at(y, i), f32x4.mul(s, v128.load(at(up, i))));
  }
}

/** The gradients of gate and up from that of `gated`. */
export function gatedGrad(dGate: usize, dUp: usize, dy: usize, gate: usize, up: usize, n: i32): void {
  const one = f32x4.splat(1);
  for (let i = 0; i < n; i += 4) {
    const g = v128.load(at(gate, i)), d = v128.load(at(dy, i));
    const s = f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(g))));
    const silu = f32x4.mul(g, s);
    v128.store(at(dUp, i), f32x4.mul(d, silu));
    const slope = f32x4.mul(s, f32x4.add(one, f32x4.sub(g, silu)));
    v128.store(at(dGate, i), f32x4.mul(f32x4.mul(d, v128.load(at(up, i))), slope));
  }
}

/**
 * Cross-entropy of each row of logits [rows, size] with its target (int32), in nats, into `losses`; in place of the logits
 * their gradient, times the row's weight.
 */
export function crossEntropy(
  logits: usize, targets: usize, losses: usize, weights: usize, rows: i32, size: i32
): void {
  for (let r = 0; r < rows; r++) {
    const weight = load<f32>(at(weights, r));
    const row = at(logits, r * size);
    const target = at(row, load<i32>(at(targets, r)));
    const top = highest(row, size);
    const own = load<f32>(target) - top;
    const total = exponentials(row, size, top, 1);
    store<f32>(at(losses, r), Mathf.log(total) - own);
    multiply(row, size, weight / total);
    store<f32>(target, load<f32>(target) - weight);
  }
}

/**
 * One step of Adam (Kingma & Ba 2015, algorithm 1). `correct1`, `correct2`: 1 - beta1 ** step, 1 - beta2 ** step, the
 * steps counted from 1.
 */
export function adam(
  p: usize, grad: usize, m: usize, v: usize, n: i32,
  rate: f32, beta1: f32, beta2: f32, eps: f32, correct1: f32, correct2: f32
): void {
  const b1 = f32x4.splat(beta1), a1 = f32x4.splat(1 - beta1), b2 = f32x4.splat(beta2), a2 = f32x4.splat(1 - beta2);
  const size = f32x4.splat(rate / correct1), root = f32x4.splat(1 / Mathf.sqrt(correct2)), e = f32x4.splat(eps);
  for (let i = 0; i < n; i += 4) {
    const g = v128.load(at(grad, i));
    const first = f32x4.add(f32x4.mul(b1, v128.load(at(m, i))), f32x4.mul(a1, g));
    const second = f32x4.add(f32x4.mul(b2, v128.load(at(v, i))), f32x4.mul(a2, f32x4.mul(g, g)));
    v128.store(at(m, i), first);
    v128.store(at(v, i), second);
    const down = f32x4.div(f32x4.mul(size, first), f32x4.add(f32x4.mul(f32x4.sqrt(second), root), e));
    v128.store(at(p, i), f32x4.sub(v128.load(at(p, i)), down));
  }
}

/** Packs a matrix [inner, outer] into panels. Its number (i, j) lies at `from + i * along + j * across`. */
export function packPanels(to: usize, from: usize, inner: i32, outer: i32, along: i32, across: i32): void {
  for (let j = 0; j < outer; j += PANEL) {
    pack(at(to, j * inner), PANEL, at(from, j * across), across, along, PANEL, inner);
  }
}

/** Y = X W: [rows, inner] by the panels of [inner, outer]. */
export function panels(y: usize, x: usize, w: usize, rows: i32, inner: i32, outer: i32): void {
  for (let j = 0; j < outer; j += PANEL) {
    const panel = at(w, j * inner);
    let r = 0;
    for (; r + 4 <= rows; r += 4) {
      four(at(y, r * outer + j), outer, at(x, r * inner), inner, panel);
      four(at(y, r * outer + j + 8), outer, at(x, r * inner), inner, panel + 32);
    }
    for (; r < rows; r++) one(at(y, r * outer + j), at(x, r * inner), inner, panel);
  }
}

/** A row by a panel. */
// @ts-ignore: a decorator
@inline function one(y: usize, x: usize, inner: i32, w: usize): void {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  const end = at(x, inner);
  for (; x < end; x += 4) {
    const v = v128.load32_splat(x);
    s0 = f32x4.add(s0, f32x4.mul(v, v128.load(w)));
    s1 = f32x4.add(s1, f32x4.mul(v, v128.load(w, 16)));
    s2 = f32x4.add(s2, f32x4.mul(v, v128.load(w, 32)));
    s3 = f32x4.add(s3, f32x4.mul(v, v128.load(w, 48)));
    w += 64;
  }
  v128.store(y, s0); v128.store(y, s1, 16); v128.store(y, s2, 32); v128.store(y, s3, 48);
}

/** Four rows by half a panel, their sums in registers. */
function four(y: usize, outer: i32, x: usize, inner: i32, w: usize): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  const x1 = at(x, inner) - x, x2 = x1 + x1, x3 = x2 + x1;
  const end = at(x, inner);
  for (; x < end; x += 4) {
    const b0 = v128.load(w), b1 = v128.load(w, 16);
    let v = v128.load32_splat(x);
    c00 = f32x4.add(c00, f32x4.mul(v, b0));
    c01 = f32x4.add(c01, f32x4.mul(v, b1));
    v = v128.load32_splat(x + x1);
    c10 = f32x4.add(c10, f32x4.mul(v, b0));
    c11 = f32x4.add(c11, f32x4.mul(v, b1));
    v = v128.load32_splat(x + x2);
    c20 = f32x4.add(c20, f32x4.mul(v, b0));
    c21 = f32x4.add(c21, f32x4.mul(v, b1));
    v = v128.load32_splat(x + x3);
    c30 = f32x4.add(c30, f32x4.mul(v, b0));
    c31 = f32x4.add(c31, f32x4.mul(v, b1));
    w += 64;
  }
  const y1 = at(y, outer), y2 = at(y1, outer), y3 = at(y2, outer);
  v128.store(y, c00); v128.store(y, c01, 16);
  v128.store(y1, c10); v128.store(y1, c11, 16);
  v128.store(y2, c20); v128.store(y2, c21, 16);
  v128.store(y3, c30); v128.store(y3, c31, 16);
}

/** The rows of a table in panels [size / PANEL, width, PANEL] that `ids` (int32) name, one after another. */
export function embedPanels(out: usize, table: usize, ids: usize, count: i32, width: i32): void {
  for (let r = 0; r < count; r++) {
    const id = load<i32>(at(ids, r));
    let from = at(table, (id / PANEL) * PANEL * width + (id % PANEL));
    for (let i = 0; i < width; i++) {
      store<f32>(at(out, r * width + i), load<f32>(from));
      from += 4 * PANEL;
    }
  }
}

/** Where the keys of a position lie: `pages` are addresses (int32), and `keys` bytes after each lie the keys [PAGE, width]. */
// @ts-ignore: a decorator
@inline function keyAt(pages: usize, keys: usize, position: i32, width: i32): usize {
  return at(<usize>load<u32>(at(pages, position / PAGE)) + keys, (position % PAGE) * width);
}

/** Puts keys and values [rows, width] into pages, from the position `first` on; a page's values lie behind its keys. */
export function keep(pages: usize, keys: usize, k: usize, v: usize, first: i32, rows: i32, width: i32): void {
  for (let r = 0; r < rows; r++) {
    const to = keyAt(pages, keys, first + r, width);
    memory.copy(to, at(k, r * width), <usize>width << 2);
    memory.copy(at(to, PAGE * width), at(v, r * width), <usize>width << 2);
  }
}

/**
 * Attention of rows [rows, width] at the positions from `first` on, each over the positions up to its own, head by head.
 * `weights`: room for a number of each.
 */
export function attendPages(
  out: usize, q: usize, pages: usize, keys: usize, first: i32, rows: i32, width: i32, scale: f32, weights: usize
): void {
  for (let r = 0; r < rows; r++) {
    for (let h = 0; h < width; h += HEAD) {
      attendHead(at(out, r * width + h), at(q, r * width + h), pages, at(keys, h), first + r + 1, width, scale, weights);
    }
  }
}

function attendHead(
  to: usize, query: usize, pages: usize, keys: usize, length: i32, width: i32, scale: f32, weights: usize
): void {
  const q0 = v128.load(query), q1 = v128.load(query, 16), q2 = v128.load(query, 32), q3 = v128.load(query, 48);
  const q4 = v128.load(query, 64), q5 = v128.load(query, 80), q6 = v128.load(query, 96), q7 = v128.load(query, 112);
  for (let from = 0; from < length; from += PAGE) {
    let key = keyAt(pages, keys, from, width);
    const end = min(length, from + PAGE);
    for (let i = from; i < end; i++) {
      const a = f32x4.add(f32x4.mul(q0, v128.load(key)), f32x4.mul(q1, v128.load(key, 16)));
      const b = f32x4.add(f32x4.mul(q2, v128.load(key, 32)), f32x4.mul(q3, v128.load(key, 48)));
      const c = f32x4.add(f32x4.mul(q4, v128.load(key, 64)), f32x4.mul(q5, v128.load(key, 80)));
      const d = f32x4.add(f32x4.mul(q6, v128.load(key, 96)), f32x4.mul(q7, v128.load(key, 112)));
      store<f32>(at(weights, i), sum(f32x4.add(f32x4.add(a, b), f32x4.add(c, d))));
      key = at(key, width);
    }
  }
  const share = f32x4.splat(1 / exponentials(weights, length, highest(weights, length), scale));
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  for (let from = 0; from < length; from += PAGE) {
    let value = at(keyAt(pages, keys, from, width), PAGE * width);
    const end = min(length, from + PAGE);
    for (let i = from; i < end; i++) {
      const w = v128.load32_splat(at(weights, i));
      s0 = f32x4.add(s0, f32x4.mul(w, v128.load(value)));
      s1 = f32x4.add(s1, f32x4.mul(w, v128.load(value, 16)));
      s2 = f32x4.add(s2, f32x4.mul(w, v128.load(value, 32)));
      s3 = f32x4.add(s3, f32x4.mul(w, v128.load(value, 48)));
      s4 = f32x4.add(s4, f32x4.mul(w, v128.load(value, 64)));
      s5 = f32x4.add(s5, f32x4.mul(w, v128.load(value, 80)));
      s6 = f32x4.add(s6, f32x4.mul(w, v128.load(value, 96)));
      s7 = f32x4.add(s7, f32x4.mul(w, v128.load(value, 112)));
      value = at(value, width);
    }
  }
  v128.store(to, f32x4.mul(s0, share)); v128.store(to, f32x4.mul(s1, share), 16);
  v128.store(to, f32x4.mul(s2, share), 32); v128.store(to, f32x4.mul(s3, share), 48);
  v128.store(to, f32x4.mul(s4, share), 64); v128.store(to, f32x4.mul(s5, share), 80);
  v128.store(to, f32x4.mul(s6, share), 96); v128.store(to, f32x4.mul(s7, share), 112);
}
