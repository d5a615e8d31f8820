import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitsOf, Frequencies } from './frequencies.ts';
import { TOTAL } from './range-coder.ts';
import { softmax } from './softmax.ts';

const VOCABULARY = 4096;
const of = (logits: Float32Array) => new Frequencies(softmax(logits));
const logits = fc
  .tuple(fc.integer(), fc.double({ min: 0.01, max: 60, noNaN: true }))
  .map(([seed, spread]) =>
    Float32Array.from({ length: VOCABULARY }, (_, i) => spread * Math.sin(seed + i * i))
  );

test('each token has a stretch, they fill the line, and every place leads to its token', () => {
  fc.assert(
    fc.property(logits, fc.nat(TOTAL - 1), (values, place) => {
      const frequencies = of(values);
      const stretches = Array.from(values, (_, id) => frequencies.of(id));
      let end = 0;
      const joined = stretches.every(({ from, length }) => from === end && length >= 1 && (end += length));
      expect(joined).toBe(true);
      expect(end).toBe(TOTAL);
      const { id, ...stretch } = frequencies.at(place);
      expect(stretch).toEqual(stretches[id]);
      expect(place - stretch.from).toBeGreaterThanOrEqual(0);
      expect(place - stretch.from).toBeLessThan(stretch.length);
    }),
    { numRuns: 20 }
  );
});

test('a stretch is as long as its probability, but for what makes room for all others', () => {
  const values = Float32Array.from({ length: VOCABULARY }, (_, i) => (i === 7 ? 20 : 0));
  const frequencies = of(values);
  const p = 1 / (1 + (VOCABULARY - 1) * Math.exp(-20));
  expect(bitsOf(frequencies.of(7))).toBeCloseTo(-Math.log2(p), 3);
  const all = of(new Float32Array(VOCABULARY));
  for (const id of [0, 1, VOCABULARY - 1]) expect(bitsOf(all.of(id))).toBeCloseTo(12, 6);
});

test('a probability near nothing still has a stretch; what is no number has none', () => {
  const values = new Float32Array(VOCABULARY).fill(-1e30);
  values[3] = 1e30;
  expect(of(values).of(0)).toEqual({ from: 0, length: 1 });
  expect(of(values).of(VOCABULARY - 1)).toEqual({ from: TOTAL - 1, length: 1 });
  expect(bitsOf(of(values).of(0))).toBe(24);
  expect(() => of(new Float32Array(VOCABULARY).fill(NaN))).toThrow(RangeError);
});
