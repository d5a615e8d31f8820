import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RangeDecoder, RangeEncoder, TOTAL, type Stretch } from './range-coder.ts';

/** The stretches of an alphabet whose symbols are as frequent as told. */
function alphabet(weights: readonly number[]): Stretch[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const lengths = weights.map((weight) => 1 + Math.floor((weight / sum) * (TOTAL - weights.length)));
  lengths[0]! += TOTAL - lengths.reduce((a, b) => a + b, 0);
  let from = 0;
  return lengths.map((length) => ({ from: (from += length) - length, length }));
}

const bits = (stretches: readonly Stretch[]) =>
  stretches.reduce((sum, { length }) => sum + Math.log2(TOTAL / length), 0);

function encode(stretches: readonly Stretch[]): Uint8Array {
  const encoder = new RangeEncoder();
  for (const stretch of stretches) encoder.write(stretch);
  return encoder.end();
}

function decode(bytes: Uint8Array, symbols: readonly Stretch[], count: number) {
  const decoder = new RangeDecoder(bytes);
  const read = Array.from({ length: count }, () => {
    const place = decoder.place();
    const at = symbols.findIndex(({ from, length }) => place >= from && place < from + length);
    decoder.pass(symbols[at]!);
    return at;
  });
  return { read, left: decoder.left };
}

const messages = fc
  .array(fc.oneof(fc.nat(1000), fc.constant(0), fc.constant(1e9)), { minLength: 1, maxLength: 40 })
  .map((weights) => alphabet(weights.map((weight) => weight + 1e-9)))
  .chain((symbols) =>
    fc.tuple(fc.constant(symbols), fc.array(fc.nat(symbols.length - 1), { maxLength: 200 }))
  );

test('whatever is written is read, in a byte more than its bits at most, and nothing past the end', () => {
  fc.assert(
    fc.property(messages, ([symbols, message]) => {
      const stretches = message.map((at) => symbols[at]!);
      const bytes = encode(stretches);
      const { read, left } = decode(bytes, symbols, message.length);
      expect(read).toEqual(message);
      expect(left).toBeGreaterThanOrEqual(-RangeDecoder.AHEAD);
      // A unit is never below 2^16 of what it divides, so little is lost with each.
      expect(8 * bytes.length).toBeLessThan(bits(stretches) + 0.001 * message.length + 9);
    }),
    { numRuns: 500 }
  );
});

test('carries run through bytes of 255', () => {
  // Just below the middle, for ever; then above it.
  const halves = [
    { from: 0, length: TOTAL / 2 - 1 },
    { from: TOTAL / 2 - 1, length: 2 },
    { from: TOTAL / 2 + 1, length: TOTAL / 2 - 1 }
  ];
  for (let middles = 1; middles < 12; middles++)
    for (const last of [0, 1, 2]) {
      const message = [...Array<number>(middles).fill(1), last, 2, 0];
      const bytes = encode(message.map((at) => halves[at]!));
      expect(decode(bytes, halves, message.length).read).toEqual(message);
    }
});

test('what is certain takes no byte, and the rarest symbol takes its 24 bits', () => {
  const [sure, rare] = alphabet([1e15, 1]);
  expect(encode([])).toEqual(new Uint8Array());
  expect(encode(Array<Stretch>(1000).fill(sure!)).length).toBeLessThanOrEqual(1);
  expect(rare!.length).toBe(1);
  const bytes = encode(Array<Stretch>(1000).fill(rare!));
  expect(bytes.length).toBeGreaterThanOrEqual(2999);
  expect(bytes.length).toBeLessThanOrEqual(3001);
});

test('of bytes that nobody wrote something is read, and no end of the line is left', () => {
  const symbols = alphabet([5, 1, 1]);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(decode(bytes, symbols, 300).read.every((at) => at >= 0)).toBe(true);
    })
  );
});
