import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeCollection, suffixesOf } from './fixture.ts';
import { candidateProbability, candidates, halfway, jaccard, shingles, signature } from './minhash.ts';

const shinglesOf = (documents: number[][], k: number) => {
  const collection = makeCollection(documents);
  const { sa, lcp } = suffixesOf(collection);
  return shingles(collection, sa, lcp, k);
};

test('the curve of the paper: 450 bands of 20 hashes', () => {
  const paper = { rows: 20, bands: 450 };
  expect(candidateProbability(0, paper)).toBe(0);
  expect(candidateProbability(1, paper)).toBe(1);
  expect(candidateProbability(0.8, paper)).toBeCloseTo(1 - (1 - 0.8 ** 20) ** 450, 12);
  expect(halfway(paper)).toBeCloseTo(0.723, 3);
  expect(candidateProbability(halfway(paper), paper)).toBeCloseTo(0.5, 10);
});

test('shingles are equal where the k-grams are, and only there', () => {
  const ids = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 12 });
  fc.assert(
    fc.property(fc.array(ids, { minLength: 2, maxLength: 5 }), fc.integer({ min: 1, max: 4 }), (texts, k) => {
      const grams = texts.map((text) => {
        const n = Math.max(0, text.length - k + 1);
        return new Set(Array.from({ length: n }, (_, i) => text.slice(i, i + k).join(' ')));
      });
      const sets = shinglesOf(texts, k);
      sets.forEach((a, i) =>
        sets.forEach((b, j) => {
          expect(a.length).toBe(grams[i]!.size);
          const shared = [...grams[i]!].filter((gram) => grams[j]!.has(gram)).length;
          const all = grams[i]!.size + grams[j]!.size - shared;
          expect(jaccard(a, b)).toBeCloseTo(all === 0 ? 0 : shared / all, 12);
        })
      );
    })
  );
});

const range = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, i) => from + i);

/** Min-hashes by the published formulas, in whole numbers of any size that are cut to 32 bits at the end. */
function signatureSlowly(set: Int32Array, hashes: number, seed: number): number[] {
  const cut = (x: bigint) => BigInt.asUintN(32, x);
  const finalized = (x: bigint) => {
    const once = cut((x ^ (x >> 16n)) * 0x85ebca6bn);
    const twice = cut((once ^ (once >> 13n)) * 0xc2b2ae35n);
    return twice ^ (twice >> 16n);
  };
  let state = cut(BigInt(seed));
  const next = () => finalized((state = cut(state + 0x9e3779b9n)));
  return Array.from({ length: hashes }, () => {
    const [a, b] = [next() | 1n, next()];
    const all = Array.from(set, (x) => Number(BigInt.asIntN(32, a * finalized(cut(BigInt(x))) + b)));
    return Math.min(2 ** 31 - 1, ...all);
  });
}

test('min-hashes are those of the published formulas, however many there are', () => {
  const sets = fc.array(fc.nat(2 ** 31 - 1), { maxLength: 12 }).map((values) => Int32Array.from(values));
  fc.assert(
    fc.property(sets, fc.nat(11), fc.integer(), (set, hashes, seed) => {
      expect(Array.from(signature(set, hashes, seed))).toEqual(signatureSlowly(set, hashes, seed));
    })
  );
});

test('those are compared whose min-hashes agree in all rows of some band, and only those', () => {
  const sets = fc.array(fc.uniqueArray(fc.nat(12), { maxLength: 6 }), { maxLength: 9 });
  const banding = fc.record({ rows: fc.integer({ min: 1, max: 5 }), bands: fc.integer({ min: 1, max: 6 }) });
  fc.assert(
    fc.property(sets, banding, fc.integer(), (values, { rows, bands }, seed) => {
      const all = values.map((set) => Int32Array.from(set).sort());
      const inBands = all.map((set) => {
        const hashes = signature(set, rows * bands, seed);
        return Array.from({ length: bands }, (_, band) =>
          hashes.slice(band * rows, (band + 1) * rows).join()
        );
      });
      const expected = all.flatMap((second, j) =>
        all.slice(0, j).flatMap((first, i) => {
          const agree = inBands[i]!.some((band, n) => band === inBands[j]![n]);
          return first.length > 0 && second.length > 0 && agree ? [[i, j]] : [];
        })
      );
      const { a, b } = candidates(all, { rows, bands }, seed);
      expect(Array.from(a, (i, n) => [i, b[n]])).toEqual(expected);
    })
  );
});

test('the share of equal min-hashes estimates the Jaccard similarity', () => {
  const hashes = 4000;
  for (const [shared, own] of [
    [90, 10],
    [50, 50],
    [20, 80],
    [400, 600],
    [0, 50]
  ] as const) {
    const a = range(0, shared + own);
    const b = Int32Array.from([...range(0, shared), ...range(5000, 5000 + own)]);
    const truth = jaccard(a, b);
    const [left, right] = [signature(a, hashes, 7), signature(b, hashes, 7)];
    const estimate = left.filter((h, i) => h === right[i]).length / hashes;
    // Five standard errors of independent hashes.
    const error = 5 * Math.sqrt((truth * (1 - truth)) / hashes);
    expect(Math.abs(estimate - truth)).toBeLessThanOrEqual(error);
  }
});

test('equal sets are always compared, disjoint ones never, empty ones never', () => {
  const set = fc.uniqueArray(fc.nat(60), { minLength: 1, maxLength: 30 });
  const banding = fc.record({ rows: fc.integer({ min: 1, max: 9 }), bands: fc.integer({ min: 1, max: 9 }) });
  fc.assert(
    fc.property(set, banding, fc.integer(), (values, how, seed) => {
      const a = Int32Array.from(values).sort();
      const far = a.map((x) => x + 1000);
      const empty = new Int32Array();
      const { a: first, b: second } = candidates([empty, a, far, a.slice(), empty], how, seed);
      expect([[...first], [...second]]).toEqual([[1], [3]]);
    })
  );
});

test('pairs are compared as often as the curve says', () => {
  const [rows, bands, pairs] = [3, 8, 600];
  const sets: Int32Array[] = [];
  for (let p = 0; p < pairs; p++) {
    // 30 shared of 60: similarity one half; pairs have nothing in common with each other.
    const base = p * 1000;
    sets.push(
      range(base, base + 45),
      Int32Array.from([...range(base, base + 30), ...range(base + 500, base + 515)])
    );
  }
  const { a, b } = candidates(sets, { rows, bands }, 3);
  expect(Array.from(a).every((i, n) => i % 2 === 0 && b[n] === i + 1)).toBe(true);
  const probability = candidateProbability(0.5, { rows, bands });
  const error = 5 * Math.sqrt((probability * (1 - probability)) / pairs);
  expect(Math.abs(a.length / pairs - probability)).toBeLessThanOrEqual(error);
});

test('says how far it is, and is the same each time', () => {
  const sets = shinglesOf(
    [
      [1, 2, 3, 4],
      [1, 2, 3, 5],
      [9, 9, 9]
    ],
    2
  );
  const done: number[] = [];
  const once = candidates(sets, { rows: 2, bands: 5 }, 1, (band) => done.push(band));
  expect(done).toEqual([1, 2, 3, 4, 5]);
  expect(candidates(sets, { rows: 2, bands: 5 }, 1)).toEqual(once);
});
