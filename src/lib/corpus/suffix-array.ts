/**
 * The suffix array of a sequence of small integers: all positions, ordered by the suffix that starts there. A suffix
 * that is a prefix of another comes first.
 *
 * SA-IS, linear time and no bad cases however repetitive the text: G. Nong, S. Zhang and W. H. Chan, "Linear Suffix
 * Array Construction by Almost Pure Induced-Sorting", DCC 2009. The end of the text counts as smaller than every
 * symbol, so no sentinel is needed. In the inducing scans the sign of an entry says whether its predecessor is due,
 * as in Y. Mori's sais-lite: most of the scattered reads of the text fall away.
 *
 * Vocabulary: a suffix is S-type when it sorts before the suffix one position on, else L-type; an LMS position is an
 * S-type one after an L-type one. From the sorted LMS suffixes all others follow by two scans.
 *
 * @param text symbols in 0 .. alphabet - 1
 * @param alphabet how many symbols there are
 */
export function suffixArray(text: Uint16Array | Int32Array, alphabet: number): Int32Array {
  const n = text.length;
  const sa = new Int32Array(n);
  if (n < 2) return sa;

  // start[c] .. start[c + 1]: the bucket of suffixes that begin with symbol c.
  const start = new Int32Array(alphabet + 1);
  for (let i = 0; i < n; i++) start[text[i]! + 1]!++;
  for (let c = 0; c < alphabet; c++) start[c + 1]! += start[c]!;

  const isLms = new Uint8Array(n);
  const descending = new Int32Array(n >> 1);
  let count = 0;
  for (let i = n - 2, smaller = false; i >= 0; i--) {
    const was: boolean = smaller;
    smaller = text[i]! < text[i + 1]! || (was && text[i] === text[i + 1]);
    if (was && !smaller) {
      isLms[i + 1] = 1;
      descending[count++] = i + 1;
    }
  }
  const lms = descending.subarray(0, count).reverse();

  // LMS positions in text order give the LMS *substrings* in sorted order; LMS *suffixes* in sorted order give all.
  induce(text, start, sa, lms);
  if (count > 1) {
    const sorted = sortLms(text, isLms, sa, lms);
    sa.fill(0);
    induce(text, start, sa, sorted);
  }
  return sa;
}

/** Fills `sa` (all 0) from LMS positions: these at the ends of their buckets, from them L-type, from these S-type. */
function induce(text: Uint16Array | Int32Array, start: Int32Array, sa: Int32Array, lms: Int32Array): void {
  const n = text.length;
  const tail = start.slice(1);
  for (let i = lms.length - 1; i >= 0; i--) {
    const p = lms[i]!;
    sa[--tail[text[p]!]!] = p;
  }

  // Left to right: an entry p > 0 has an L-type predecessor, which goes to the next free place of its bucket. Written
  // inverted where its own predecessor is S-type; each entry is inverted once passed, which makes it due in the next
  // scan. The last suffix is L-type and follows the end of the text.
  const head = start.slice(0, -1);
  const last = n - 1;
  sa[head[text[last]!]!++] = text[last - 1]! < text[last]! ? ~last : last;
  for (let i = 0; i < n; i++) {
    const entry = sa[i]!;
    sa[i] = ~entry;
    if (entry > 0) {
      const p = entry - 1;
      const c = text[p]!;
      sa[head[c]!++] = p > 0 && text[p - 1]! < c ? ~p : p;
    }
  }

  // Right to left: an entry p > 0 has an S-type predecessor, which goes to the last free place of its bucket; the
  // others are put right again. The LMS positions of the start are overwritten by their true places.
  tail.set(start.subarray(1));
  for (let i = n - 1; i >= 0; i--) {
    const entry = sa[i]!;
    if (entry > 0) {
      const p = entry - 1;
      const c = text[p]!;
      sa[--tail[c]!] = p === 0 || text[p - 1]! > c ? ~p : p;
    } else {
      sa[i] = ~entry;
    }
  }
}

/**
 * The LMS positions in the order of their suffixes. `sa` holds their substrings in order, so equal neighbours get one
 * name; where all names differ that is the order already, else the string of names is sorted by recursion.
 */
function sortLms(
  text: Uint16Array | Int32Array,
  isLms: Uint8Array,
  sa: Int32Array,
  lms: Int32Array
): Int32Array {
  const n = text.length;
  const count = lms.length;
  // No two LMS positions are adjacent, so p >> 1 tells them apart.
  const names = new Int32Array((n >> 1) + 1);
  const lengths = new Int32Array((n >> 1) + 1);
  for (let i = 0; i < count; i++) lengths[lms[i]! >> 1] = (i + 1 < count ? lms[i + 1]! : n) - lms[i]!;

  let name = -1;
  let previous = 0;
  let previousLength = -1;
  for (let i = 0; i < n; i++) {
    const p = sa[i]!;
    if (isLms[p] === 0) continue;
    const length = lengths[p >> 1]!;
    // An LMS substring includes the LMS symbol that ends it; the last one ends with the text and equals no other.
    let equal = length === previousLength && p + length < n && previous + length < n;
    for (let k = 0; equal && k <= length; k++) equal = text[previous + k] === text[p + k];
    if (!equal) name++;
    names[p >> 1] = name;
    previous = p;
    previousLength = length;
  }

  const reduced = new Int32Array(count);
  for (let i = 0; i < count; i++) reduced[i] = names[lms[i]! >> 1]!;
  let order: Int32Array;
  if (name + 1 < count) {
    order = suffixArray(reduced, name + 1);
  } else {
    order = new Int32Array(count);
    for (let i = 0; i < count; i++) order[reduced[i]!] = i;
  }
  return order.map((i) => lms[i]!);
}
