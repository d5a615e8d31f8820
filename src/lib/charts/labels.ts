// Labels beside the ends of lines, without overlap.

/**
 * Moves intervals of the given heights, wanted around `centres`, as little as possible (in the sum of squares) until
 * none overlaps and all lie within `low` and `high`, in the order of what was wanted. Where there is no room for
 * all of them they run on beyond `high`.
 */
export function spread(
  centres: readonly number[],
  heights: readonly number[],
  low = -Infinity,
  high = Infinity
): number[] {
  const order = centres.map((_, i) => i).sort((a, b) => centres[a]! - centres[b]! || a - b);
  // Pool adjacent violators: neighbours that would overlap become one block at the mean of where they would go.
  const blocks: { start: number; height: number; members: number[] }[] = [];
  const fit = (start: number, height: number) => Math.max(Math.min(start, high - height), low);
  for (const i of order) {
    let block = {
      start: fit(centres[i]! - heights[i]! / 2, heights[i]!),
      height: heights[i]!,
      members: [i]
    };
    for (let last = blocks.at(-1); last && last.start + last.height > block.start; last = blocks.at(-1)) {
      blocks.pop();
      const members = [...last.members, ...block.members];
      let offset = 0;
      let sum = 0;
      for (const member of members) {
        sum += centres[member]! - heights[member]! / 2 - offset;
        offset += heights[member]!;
      }
      block = { start: fit(sum / members.length, offset), height: offset, members };
    }
    blocks.push(block);
  }
  const placed = new Array<number>(centres.length);
  for (const { start, members } of blocks) {
    let at = start;
    for (const member of members) {
      placed[member] = at + heights[member]! / 2;
      at += heights[member]!;
    }
  }
  return placed;
}

/** Which lines meet at their ends: those that end at one place with the same value in words. Groups of indices, in order. */
export function meeting(ends: readonly { x: number; value: string }[]): number[][] {
  const groups = new Map<string, number[]>();
  ends.forEach(({ x, value }, i) => {
    const key = `${x} ${value}`;
    groups.set(key, [...(groups.get(key) ?? []), i]);
  });
  return [...groups.values()];
}
