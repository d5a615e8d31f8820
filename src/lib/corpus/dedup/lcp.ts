/**
 * How many symbols each suffix shares with the one before it in the suffix array; 0 for the first.
 *
 * Kasai et al., "Linear-Time Longest-Common-Prefix Computation in Suffix Arrays and Its Applications", CPM 2001.
 *
 * @param text the sequence
 * @param sa its suffix array
 */
export function lcpArray(text: ArrayLike<number>, sa: Int32Array): Int32Array {
  const n = sa.length;
  const rank = ranks(sa);
  const lcp = new Int32Array(n);
  let shared = 0;
  for (let i = 0; i < n; i++) {
    const r = rank[i]!;
    if (r === 0) {
      shared = 0;
      continue;
    }
    const j = sa[r - 1]!;
    while (i + shared < n && j + shared < n && text[i + shared] === text[j + shared]) shared++;
    lcp[r] = shared;
    if (shared > 0) shared--;
  }
  return lcp;
}

/** The place of each suffix in the suffix array. */
export function ranks(sa: Int32Array): Int32Array {
  const rank = new Int32Array(sa.length);
  for (let r = 0; r < sa.length; r++) rank[sa[r]!] = r;
  return rank;
}
