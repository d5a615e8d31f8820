// How much of one text appears in another: exact blocks, and long near-verbatim ones. training/blocks.py is held to the same
// vectors (blocks.json, which it makes).

/** Tokens of a block that counts as exact. */
export const EXACT = 32;

/** A stretch of both texts, ends exclusive. `matched`: how much is alike, gaps that a merge closed left out. */
export interface Block {
  start: number;
  end: number;
  otherStart: number;
  otherEnd: number;
  matched: number;
}

/**
 * The longest stretch common to both, then the same to its left and to its right: in order, without overlap. Of equally
 * long ones the first in the work, then the first in what was written: Python's `difflib.SequenceMatcher`, without junk.
 */
export function matchingBlocks<T>(work: readonly T[], written: readonly T[]): Block[] {
  const places = new Map<T, number[]>();
  written.forEach((item, j) => {
    const known = places.get(item);
    if (known) known.push(j);
    else places.set(item, [j]);
  });
  const NONE: readonly number[] = [];
  const at = work.map((item) => places.get(item) ?? NONE);
  // Lengths of the stretches that end at j in the line before and in this one, j + 1 in the arrays.
  let before = new Int32Array(written.length + 1);
  let here = new Int32Array(written.length + 1);

  function longest(fromI: number, toI: number, fromJ: number, toJ: number) {
    let [bestI, bestJ, size] = [fromI, fromJ, 0];
    let touched: readonly number[] = NONE;
    for (let i = fromI; i < toI; i++) {
      for (const j of at[i]!) {
        if (j < fromJ) continue;
        if (j >= toJ) break;
        const length = (j > fromJ ? before[j]! : 0) + 1;
        here[j + 1] = length;
        if (length > size) [bestI, bestJ, size] = [i - length + 1, j - length + 1, length];
      }
      for (const j of touched) before[j + 1] = 0;
      touched = at[i]!;
      [before, here] = [here, before];
    }
    for (const j of touched) before[j + 1] = 0;
    return [bestI, bestJ, size] as const;
  }

  const found: (readonly [number, number, number])[] = [];
  const waiting: (readonly [number, number, number, number])[] = [[0, work.length, 0, written.length]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [fromI, toI, fromJ, toJ] = next;
    const match = longest(fromI, toI, fromJ, toJ);
    const [i, j, size] = match;
    if (size === 0) continue;
    found.push(match);
    if (fromI < i && fromJ < j) waiting.push([fromI, i, fromJ, j]);
    if (i + size < toI && j + size < toJ) waiting.push([i + size, toI, j + size, toJ]);
  }
  found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const blocks: Block[] = [];
  for (const [start, otherStart, size] of found) {
    const last = blocks.at(-1);
    if (last?.end === start && last.otherEnd === otherStart) {
      last.end += size;
      last.otherEnd += size;
      last.matched += size;
    } else {
      blocks.push({
        start,
        end: start + size,
        otherStart,
        otherEnd: otherStart + size,
        matched: size
      });
    }
  }
  return blocks;
}

/** The blocks that are exact over at least `EXACT` elements. */
export const exactBlocks = <T>(work: readonly T[], written: readonly T[]): Block[] =>
  matchingBlocks(work, written).filter(({ matched }) => matched >= EXACT);

const shareIn = (blocks: readonly Block[], length: number) =>
  length === 0 ? 0 : blocks.reduce((sum, { matched }) => sum + matched, 0) / length;

/** Share of the work in blocks that are exact over at least `EXACT` elements. */
export const exactShare = <T>(work: readonly T[], written: readonly T[]): number =>
  shareIn(exactBlocks(work, written), work.length);

/**
 * Blocks with those joined that at most `gap` elements part, in either text, if the gaps differ by at most `align` (Ahmed
 * et al. 2026, equation 4). Gaps do not count as matched.
 */
export function merge(blocks: readonly Block[], gap: number, align: number): Block[] {
  const merged: Block[] = [];
  for (const block of blocks) {
    const last = merged.at(-1);
    if (last) {
      const here = block.start - last.end;
      const there = block.otherStart - last.otherEnd;
      if (Math.max(here, there) <= gap && Math.abs(here - there) <= align) {
        merged[merged.length - 1] = {
          ...last,
          end: block.end,
          otherEnd: block.otherEnd,
          matched: last.matched + block.matched
        };
        continue;
      }
    }
    merged.push(block);
  }
  return merged;
}

/**
 * Long near-verbatim blocks of words: algorithm 1 of Ahmed, Cooper, Koyejo and Liang 2026 (arXiv 2601.02671, section
 * 3.3.1), with its thresholds. Blocks that at most 2 words part are merged, those under 20 words left out; then those that
 * at most 10 words part are merged, and those under 100 words left out.
 */
export function nearVerbatimBlocks(work: readonly string[], written: readonly string[]): Block[] {
  const near = merge(matchingBlocks(work, written), 2, 1).filter(({ matched }) => matched >= 20);
  return merge(near, 10, 3).filter(({ matched }) => matched >= 100);
}

/** The words of a text: what blanks part. */
export const wordsOf = (text: string): string[] => text.split(/\s+/u).filter((word) => word !== '');

/** Share of the words of a work that are in long near-verbatim blocks: "nv-recall", equation 7. */
export function nearVerbatimShare(work: string, written: string): number {
  const words = wordsOf(work);
  return shareIn(nearVerbatimBlocks(words, wordsOf(written)), words.length);
}
