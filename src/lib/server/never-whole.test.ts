import { expect, test } from 'vitest';
import { neverWhole, neverWholeRows, type Completion } from './never-whole.ts';

/** Two passages, the first of them recited where `bits` a token are below one. */
const two = (condition: string, copies: number, level: number | null, bits: number, tokens = 128) =>
  [0, 1].map((i): Completion => {
    const asked = Math.min(32, tokens - 32);
    const token_ids = Array.from({ length: tokens }, (_, at) => at);
    return {
      passage: { condition, copies, level, token_ids },
      context: 32,
      asked,
      recited: i === 0 && bits < 1,
      bits: bits * asked
    };
  });

const whole = [
  ...two('exact', 0, null, 9),
  ...two('exact', 1, null, 7),
  ...two('exact', 15, null, 3),
  ...two('exact', 31, null, 0.5)
];

const released = [
  ...whole,
  ...two('fragments', 31, 64, 0.25),
  ...two('fragments', 31, 16, 2),
  ...two('near', 15, 50, 8),
  ...two('near', 15, 10, 5),
  ...two('pattern', 0, null, 1.5, 42),
  ...two('pattern', 1, null, 0.75, 42),
  ...two('canary', 4, null, 1, 40)
];

test('a release without pieces has no figure', () => {
  expect(neverWhole(whole, () => 0)).toBeNull();
});

test('groups by how much of a passage stood together, with the passages that stood there whole', () => {
  const found = neverWhole(released, (ids) => ids.length)!;
  expect(found.pieces.map(({ level, n, recited, bits }) => [level, n, recited, bits])).toEqual([
    [16, 2, 0, 2],
    [64, 2, 1, 0.25]
  ]);
  expect(found.near.map(({ level }) => level)).toEqual([10, 50]);
  expect(found.wholeAsPieces?.copies).toBe(31);
  expect(found.wholeAsNear?.copies).toBe(15);
  expect(found.heldOut).toMatchObject({ n: 2, recited: 0, bits: 1.5 });
  // Only what was given and asked for is looked up.
  expect(found.pieces[0]!.longest).toBe(64);
  expect(found.heldOut!.longest).toBe(42);
});

test('a near copy is worth as many exact ones as cost the same', () => {
  const { near } = neverWhole(released, () => 16)!;
  // 5 bits lie halfway from 1 copy (7) to 15 (3): with one added, halfway from 2 to 16 by ratio.
  expect(near[0]!.worth).toBeCloseTo((Math.sqrt(32) - 1) / 15);
  // 8 bits lie halfway from none to one.
  expect(near[1]!.worth).toBeCloseTo((Math.SQRT2 - 1) / 15);
  const beyond = neverWhole([...released, ...two('near', 15, 5, 0.1)], () => 16)!;
  expect(beyond.near[0]).toMatchObject({ level: 5, worth: null });
});

test('the rows are those of the groups that there are, each with its interval', () => {
  const rows = neverWholeRows(neverWhole(released, () => 16)!);
  expect(rows.map(({ label, value }) => [label, value])).toEqual([
    ['not in the data at all', 9],
    ['pieces of 16 tokens, each token 31 times', 2],
    ['pieces of 64 tokens, each token 31 times', 0.25],
    ['whole, 31 copies', 0.5],
    ['15 copies, in each other 50\u00a0% of tokens replaced', 8],
    ['15 copies, in each other 10\u00a0% of tokens replaced', 5],
    ['whole, 15 copies', 3],
    ['held out', 1.5],
    ['read once', 0.75]
  ]);
  expect(rows.every(({ low, high }) => low !== undefined && high !== undefined)).toBe(true);
  const bare = neverWhole([...two('exact', 0, null, 9), ...two('fragments', 32, 16, 1)], () => 16)!;
  expect(neverWholeRows(bare)).toHaveLength(2);
});
