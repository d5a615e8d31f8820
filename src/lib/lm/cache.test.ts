import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyValueCache } from './cache.ts';

const NAMES = ['past_key_values.0.key', 'past_key_values.0.value'];
const [HEADS, DIM] = [2, 3];

/** The entry of one place, told by its coordinates. */
const entry = (name: number, row: number, head: number, position: number, d: number) =>
  name * 1e5 + row * 1e4 + head * 1e3 + position * 4 + d;

function fresh(batch: number, from: number, count: number): Float32Array {
  const values: number[] = [];
  for (let name = 0; name < NAMES.length; name++)
    for (let row = 0; row < batch; row++)
      for (let head = 0; head < HEADS; head++)
        for (let position = from; position < from + count; position++)
          for (let d = 0; d < DIM; d++) values.push(entry(name, row, head, position, d));
  return Float32Array.from(values);
}

function check(cache: KeyValueCache, rowOf = (row: number) => row): void {
  for (const [name, tensor] of cache.tensors.entries()) {
    expect(tensor).toHaveLength(cache.batch * HEADS * cache.room * DIM);
    for (let row = 0; row < cache.batch; row++)
      for (let head = 0; head < HEADS; head++)
        for (let position = 0; position < cache.room; position++)
          for (let d = 0; d < DIM; d++) {
            const at = ((row * HEADS + head) * cache.room + position) * DIM + d;
            expect(tensor[at]).toBe(position < cache.length ? entry(name, rowOf(row), head, position, d) : 0);
          }
  }
}

test('entries stay where they belong while the room grows', () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(pieces, fc.integer({ min: 1, max: 3 }), (counts, batch) => {
      const cache = new KeyValueCache(NAMES, batch, HEADS, DIM);
      for (const count of counts) cache.append(fresh(batch, cache.length, count), count);
      expect(cache.length).toBe(counts.reduce((a, b) => a + b));
      check(cache);
    }),
    { numRuns: 20 }
  );
});

test('a repeated cache begins alike in every row and goes on by itself', () => {
  const cache = new KeyValueCache(NAMES, 1, HEADS, DIM);
  cache.append(fresh(1, 0, 5), 5);
  const copies = cache.repeat(3);
  check(copies, () => 0);
  copies.append(fresh(3, 5, 1), 1);
  expect(copies.length).toBe(6);
  check(cache);
});

test('the mask leaves out the empty room', () => {
  const cache = new KeyValueCache(NAMES, 2, HEADS, DIM);
  expect(cache.mask(2)).toEqual(new BigInt64Array([1n, 1n, 1n, 1n]));
  cache.append(fresh(2, 0, 3), 3);
  const row = [
    ...new Array<bigint>(3).fill(1n),
    ...new Array<bigint>(KeyValueCache.STEP - 3).fill(0n),
    1n,
    1n
  ];
  expect([...cache.mask(2)]).toEqual([...row, ...row]);
});
