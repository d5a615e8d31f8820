/**
 * Levenshtein distance between two token sequences: the fewest substitutions, insertions and deletions that turn
 * one into the other (Levenshtein 1966; Wagner and Fischer 1974 for the algorithm). Time |a| x |b|, memory |b|.
 */
export function editDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const row = Uint32Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    let diagonal = row[0]!;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j]!;
      row[j] = Math.min(diagonal + (a[i - 1] === b[j - 1] ? 0 : 1), above + 1, row[j - 1]! + 1);
      diagonal = above;
    }
  }
  return row[b.length]!;
}

/**
 * Edit distance divided by the longer length: 0 for equal sequences, 1 for sequences with nothing in common.
 * Two empty sequences are equal.
 *
 * Lee et al. 2022, "Deduplicating Training Data Makes Language Models Better" (arXiv:2107.06499), call 1 - this the
 * edit similarity.
 */
export function normalizedEditDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const longer = Math.max(a.length, b.length);
  return longer === 0 ? 0 : editDistance(a, b) / longer;
}

/** The normalized edit distance up to which a text is a near-verbatim copy. */
export const NEAR_VERBATIM = 0.1;

/**
 * An exact or approximate copy: normalized edit distance at most 0.1, in the line of Ippolito et al. 2023,
 * "Preventing Verbatim Memorization in Language Models Gives a False Sense of Privacy" (arXiv:2210.17546).
 */
export function isNearVerbatim(output: ArrayLike<number>, truth: ArrayLike<number>): boolean {
  return normalizedEditDistance(output, truth) <= NEAR_VERBATIM;
}

/** One step of an alignment; `a` and `b` are token positions in the two sequences. */
export type Edit =
  | { op: 'equal'; a: number; b: number }
  | { op: 'substitute'; a: number; b: number }
  | { op: 'delete'; a: number }
  | { op: 'insert'; b: number };

/**
 * The edits of one shortest way from `a` to `b`, in order: `delete` takes a token of `a` away, `insert` adds one of
 * `b`. As many steps that are not `equal` as `editDistance` says. Where several ways are equally short, pairs
 * (equal or substitute) come first, so that an output that goes on past the truth ends in insertions.
 *
 * Time and memory |a| x |b|: meant for display, sequences of hundreds of tokens.
 */
export function align(a: ArrayLike<number>, b: ArrayLike<number>): Edit[] {
  const width = b.length + 1;
  // rest[i * width + j]: the distance of what is left, a from i and b from j.
  const rest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length; i >= 0; i--) {
    for (let j = b.length; j >= 0; j--) {
      const at = i * width + j;
      if (i === a.length) rest[at] = b.length - j;
      else if (j === b.length) rest[at] = a.length - i;
      else {
        const pair = rest[at + width + 1]! + (a[i] === b[j] ? 0 : 1);
        rest[at] = Math.min(pair, rest[at + width]! + 1, rest[at + 1]! + 1);
      }
    }
  }

  const edits: Edit[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const at = i * width + j;
    const both = i < a.length && j < b.length;
    const equal = both && a[i] === b[j];
    if (both && rest[at] === rest[at + width + 1]! + (equal ? 0 : 1)) {
      edits.push({ op: equal ? 'equal' : 'substitute', a: i++, b: j++ });
    } else if (i < a.length && rest[at] === rest[at + width]! + 1) {
      edits.push({ op: 'delete', a: i++ });
    } else {
      edits.push({ op: 'insert', b: j++ });
    }
  }
  return edits;
}
