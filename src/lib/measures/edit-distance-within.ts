/**
 * The edit distance of two token sequences where it is at most `limit`, else Infinity. Time about distance squared plus
 * length, so that long sequences which differ little cost little.
 *
 * E. Ukkonen, "Algorithms for approximate string matching", Information and Control 64 (1985): for each number of edits
 * and each diagonal, how far one comes.
 */
export function editDistanceWithin(a: ArrayLike<number>, b: ArrayLike<number>, limit: number): number {
  const goal = b.length - a.length;
  const most = Math.min(Math.floor(limit), Math.max(a.length, b.length));
  if (Math.abs(goal) > most) return Infinity;
  // far[k + most + 1]: tokens of `a` passed on diagonal k (position in b - position in a) after the edits so far.
  const middle = most + 1;
  let far = new Int32Array(2 * most + 3).fill(-2);
  let next = far.slice();
  for (let edits = 0; edits <= most; edits++) {
    // From another diagonal the edits that are left do not lead to the end.
    const left = most - edits;
    for (let k = Math.max(-edits, goal - left); k <= Math.min(edits, goal + left); k++) {
      const at = k + middle;
      let i = edits === 0 ? 0 : Math.max(far[at - 1]!, far[at]! + 1, far[at + 1]! + 1);
      i = Math.min(i, a.length, b.length - k);
      while (i < a.length && i + k < b.length && a[i] === b[i + k]) i++;
      next[at] = i;
      if (k === goal && i === a.length) return edits;
    }
    [far, next] = [next, far];
  }
  return Infinity;
}
