import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { suffixArray } from './suffix-array.ts';

/** Compares suffix with suffix, token by token. */
function naive(text: ArrayLike<number>): number[] {
  const order = Array.from({ length: text.length }, (_, i) => i);
  return order.sort((a, b) => {
    for (; a < text.length && b < text.length; a++, b++) if (text[a] !== text[b]) return text[a]! - text[b]!;
    return b - a;
  });
}

/**
 * Whether `sa` is the suffix array, in linear time: a permutation in which neighbours are in order by first symbol and,
 * where that is the same, by the rank of the rest (Burkhardt and Kärkkäinen 2003, theorem 2).
 */
function isSorted(text: ArrayLike<number>, sa: Int32Array): boolean {
  const rank = new Int32Array(text.length + 1).fill(-1);
  sa.forEach((p, r) => (rank[p] = r));
  if (rank.subarray(0, text.length).includes(-1)) return false;
  for (let r = 1; r < sa.length; r++) {
    const [p, q] = [sa[r - 1]!, sa[r]!];
    if (text[p]! > text[q]! || (text[p] === text[q] && rank[p + 1]! > rank[q + 1]!)) return false;
  }
  return true;
}

const expectSorted = (symbols: number[], alphabet: number) => {
  expect(Array.from(suffixArray(Int32Array.from(symbols), alphabet))).toEqual(naive(symbols));
  expect(Array.from(suffixArray(Uint16Array.from(symbols), alphabet))).toEqual(naive(symbols));
};

test('sorts banana', () => {
  expect(Array.from(suffixArray(Uint16Array.of(1, 0, 2, 0, 2, 0), 3))).toEqual([5, 3, 1, 0, 4, 2]);
});

test('agrees with a plain sort of all suffixes', () => {
  for (const alphabet of [1, 2, 3, 10]) {
    fc.assert(
      fc.property(fc.array(fc.nat(alphabet - 1), { maxLength: 200 }), (symbols) =>
        expectSorted(symbols, alphabet)
      )
    );
  }
});

test('agrees with a plain sort on repeated texts, where it must recurse', () => {
  const symbols = fc.array(fc.nat(3), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(symbols, fc.nat(20), symbols, (unit, times, tail) => {
      expectSorted([...Array.from({ length: times }, () => unit).flat(), ...tail], 4);
    })
  );
});

describe('large and repetitive texts', { tags: ['heavy'] }, () => {
  const size = 400_000;
  const fibonacci = () => {
    let [a, b] = [[0], [0, 1]];
    while (b.length < size) [a, b] = [b, b.concat(a)];
    return Uint16Array.from(b.slice(0, size));
  };
  const twice = () => {
    const half = Uint16Array.from({ length: size / 2 }, (_, i) => (i * i * 31 + i) % 4096);
    return Uint16Array.from([...half, ...half]);
  };

  test.each([
    ['all equal', () => new Uint16Array(size), 1],
    ['period 7', () => Uint16Array.from({ length: size }, (_, i) => i % 7), 7],
    [
      'falling',
      () => Uint16Array.from({ length: size }, (_, i) => 4095 - Math.floor((i * 4096) / size)),
      4096
    ],
    ['Fibonacci word', fibonacci, 2],
    ['a text written twice', twice, 4096]
  ])('%s', (_, make, alphabet) => {
    const text = make();
    expect(isSorted(text, suffixArray(text, alphabet))).toBe(true);
  });
});
