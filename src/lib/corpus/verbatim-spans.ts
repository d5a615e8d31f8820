import type { DataVariant } from '#lib/release/manifest.ts';
import type { Span } from '#lib/release/record.ts';
import type { SuffixIndex, Range } from './suffix-index.ts';

/** Sources listed for a span. */
const SOURCES = 5;

/**
 * The maximal verbatim spans: stretches of `min` tokens or more that occur in the training data and cannot grow to
 * either side without ceasing to. The same spans as OLMoTrace's (Liu et al. 2025, arXiv:2504.07096), here found from
 * the left: after a span that ends before token e, the next one must hold e, and its start is found by binary search.
 *
 * @param ids a token sequence without BOS
 */
export function verbatimSpans(
  index: SuffixIndex,
  ids: readonly number[],
  min: number,
  data: DataVariant
): Span[] {
  const spans: Span[] = [];
  const shortest = Math.max(1, min);
  let start = 0;
  while (start + shortest <= ids.length) {
    const { length, range } = longestMatch(index, ids, start, ids.length, data);
    if (length < shortest) {
      start++;
      continue;
    }
    const end = start + length;
    spans.push({
      start,
      end,
      kind: 'verbatim',
      copies: index.weigh(range, data),
      sources: sources(index, range, data)
    });
    if (end === ids.length) break;

    // The first start from which token `end` is reached; if a stretch occurs in the data, so do its parts.
    let none = start;
    let some = end + 2 - shortest;
    while (some - none > 1) {
      const middle = (none + some) >> 1;
      if (longestMatch(index, ids, middle, end + 1, data).length === end + 1 - middle) some = middle;
      else none = middle;
    }
    start = some;
  }
  return spans;
}

/** The longest stretch of ids[start .. end) from `start` on that occurs in the data, and where. */
function longestMatch(
  index: SuffixIndex,
  ids: readonly number[],
  start: number,
  end: number,
  data: DataVariant
): { length: number; range: Range } {
  let length = 0;
  let range = index.everywhere;
  while (start + length < end) {
    const next = index.step(range, length, ids[start + length]!);
    if (index.weigh(next, data) === 0) break;
    range = next;
    length++;
  }
  return { length, range };
}

/** The places of a range, most copied first, then in the order of the stream. */
function sources(index: SuffixIndex, range: Range, data: DataVariant): Span['sources'] {
  const best: { position: number; copies: number }[] = [];
  for (let rank = range.from; rank < range.to; rank++) {
    const copies = index.weigh({ from: rank, to: rank + 1 }, data);
    const position = index.position(rank);
    const before = (other: { position: number; copies: number }) =>
      other.copies > copies || (other.copies === copies && other.position < position);
    if (copies === 0 || (best.length === SOURCES && before(best[SOURCES - 1]!))) continue;
    best.splice(best.filter(before).length, 0, { position, copies });
    if (best.length > SOURCES) best.pop();
  }
  return best.map(({ position, copies }) => {
    const { id, start } = index.documentAt(position);
    return { document: id, at: position - start, copies };
  });
}
