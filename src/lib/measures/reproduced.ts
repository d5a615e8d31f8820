/** A stretch of a text, in characters; end exclusive. */
export interface Stretch {
  start: number;
  end: number;
}

/**
 * The characters of a text that lie in a run of at least `least` of them that stands in a document, as stretches in order
 * that do not touch: what Aerni et al. 2025 (arXiv:2411.10242) call reproduced.
 *
 * @param runs the runs that the text shares with documents (see shared-runs.ts), in the order of their starts; what else is
 *   told of them is no matter
 */
export function reproduced(
  runs: readonly (readonly [start: number, length: number, ...more: number[]])[],
  least: number
): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [start, length] of runs) {
    if (length < least) continue;
    const end = start + length;
    const last = stretches.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else stretches.push({ start, end });
  }
  return stretches;
}

/** The share of a text's characters that lie in `stretches`: its overlap rate; 0 of an empty text. */
export const overlapRate = (length: number, stretches: readonly Stretch[]): number =>
  length === 0 ? 0 : stretches.reduce((sum, { start, end }) => sum + end - start, 0) / length;
