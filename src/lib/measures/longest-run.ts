export interface Run {
  /** Tokens in the run; 0 when the sequences share none. */
  length: number;
  /** Where the run starts in the first sequence and in the second. */
  a: number;
  b: number;
}

/**
 * The longest verbatim run: the longest stretch of consecutive tokens that occurs in both sequences, at any two
 * places (longest common substring, token-aligned). Of equally long runs the one earliest in `a`, then in `b`.
 *
 * A run of 50 tokens or more is the test of Nasr et al. 2023, "Scalable Extraction of Training Data from
 * (Production) Language Models" (arXiv:2311.17035). Time |a| x |b|, memory |b|.
 */
export function longestRun(a: ArrayLike<number>, b: ArrayLike<number>): Run {
  const best: Run = { length: 0, a: 0, b: 0 };
  // endingAt[j]: length of the common run that ends at a[i - 1] and b[j - 1]; filled from the right, so that
  // endingAt[j - 1] still belongs to the row above.
  const endingAt = new Uint32Array(b.length + 1);
  for (let i = 1; i <= a.length; i++) {
    for (let j = b.length; j > 0; j--) {
      const length = a[i - 1] === b[j - 1] ? endingAt[j - 1]! + 1 : 0;
      endingAt[j] = length;
      // An equally long one from the same place of `a` occurs earlier in `b`.
      if (length > best.length || (length === best.length && i - length === best.a)) {
        best.length = length;
        best.a = i - length;
        best.b = j - length;
      }
    }
  }
  return best;
}
