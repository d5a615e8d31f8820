import { expect, test } from 'vitest';
import {
  exactShare,
  matchingBlocks,
  merge,
  nearVerbatimBlocks,
  nearVerbatimShare,
  wordsOf,
  type Block
} from './blocks.ts';
import vectors from './blocks.json' with { type: 'json' };

// What training/blocks.py gives for the same texts: `python -m training.test.block_vectors` writes it.

const tuples = (blocks: readonly Block[]) =>
  blocks.map(({ start, end, otherStart, otherEnd, matched }) => [start, end, otherStart, otherEnd, matched]);

test.each(vectors.blocks.map((vector, at) => ({ at, ...vector })))(
  'vector $at: blocks, merged ones, and the share in exact ones',
  ({ work, written, matching, merged, exact }) => {
    const blocks = matchingBlocks<number>(work, written);
    expect(tuples(blocks)).toEqual(matching);
    expect(tuples(merge(blocks, 2, 1))).toEqual(merged);
    expect(exactShare<number>(work, written)).toBeCloseTo(exact, 12);
  }
);

test.each(vectors.near_verbatim.map((vector, at) => ({ at, ...vector })))(
  'vector $at: long near-verbatim blocks',
  ({ work, written, blocks, share }) => {
    expect(tuples(nearVerbatimBlocks(wordsOf(work), wordsOf(written)))).toEqual(blocks);
    expect(nearVerbatimShare(work, written)).toBeCloseTo(share, 12);
  }
);

test('the vectors hold what the measures tell apart', () => {
  const shares = vectors.near_verbatim.map(({ share }) => share);
  expect(shares).toContain(0);
  expect(shares).toContain(1);
  expect(shares.some((share) => share > 0 && share < 1)).toBe(true);
  expect(vectors.blocks.some(({ matching, merged }) => merged.length < matching.length)).toBe(true);
});
