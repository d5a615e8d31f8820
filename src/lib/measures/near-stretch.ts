import { matched } from './matched.ts';

/**
 * The edit distances of the first 1, 2, 3, … tokens of two sequences, as one number: bit m - 1 is set where
 * d(a[..m], b[..m]) is one more than d(a[..m - 1], b[..m - 1]). Along that diagonal of the Levenshtein table neighbours
 * differ by 0 or 1 (Ukkonen 1985, "Algorithms for approximate string matching"), so the bits say everything.
 *
 * @returns an unsigned integer of as many bits as the shorter sequence has tokens
 * @throws RangeError where the shorter sequence has more than 32 tokens.
 */
export function prefixDistances(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const length = Math.min(a.length, b.length);
  if (length > 32) throw new RangeError(`32 tokens at most, not ${length}.`);
  let bits = 0;
  let before = 0;
  let row = Array.from({ length: length + 1 }, (_, j) => j);
  for (let i = 1; i <= length; i++) {
    const next = [i];
    for (let j = 1; j <= length; j++) {
      next.push(Math.min(row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
    if (row[i]! > before) bits |= 1 << (i - 1);
    before = row[i]!;
  }
  return bits >>> 0;
}

/**
 * The longest stretch, from the first token on, in which an output is a near copy: the largest m of at most `length`
 * with d(output[..m], truth[..m]) / m at most `near`. 0 where there is none. With `near` 0 this is how many first tokens
 * are right (Carlini et al. 2023, arXiv:2202.07646, definition 3.1, where it is all of them).
 *
 * @param distances what `prefixDistances` says of output and truth
 * @param length tokens that were compared
 * @param near the largest normalized edit distance that is still near, from 0
 */
export function nearStretch(distances: number, length: number, near: number): number {
  let longest = 0;
  let distance = 0;
  for (let m = 1; m <= length; m++) {
    distance += (distances >>> (m - 1)) & 1;
    // A tenth of ten is one, whatever floating point says.
    if (distance <= near * m + 1e-9) longest = m;
  }
  return longest;
}

/**
 * The same of texts of any length, from the texts themselves: the largest m with d(output[..m], truth[..m]) / m at most
 * `near`, of the m that both have. Takes time with the product of the lengths where `near` is above 0.
 */
export function nearStretchOf(output: ArrayLike<number>, truth: ArrayLike<number>, near: number): number {
  if (near === 0) return matched(output, truth);
  const length = Math.min(output.length, truth.length);
  let longest = 0;
  let row = Int32Array.from({ length: length + 1 }, (_, j) => j);
  let next = new Int32Array(length + 1);
  for (let i = 1; i <= length; i++) {
    next[0] = i;
    for (let j = 1; j <= length; j++) {
      const changed = row[j - 1]! + (output[i - 1] === truth[j - 1] ? 0 : 1);
      next[j] = Math.min(changed, row[j]! + 1, next[j - 1]! + 1);
    }
    [row, next] = [next, row];
    if (row[i]! <= near * i + 1e-9) longest = i;
  }
  return longest;
}
