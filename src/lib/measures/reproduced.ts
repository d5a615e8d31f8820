/** A stretch of a text, in characters; end exclusive. */
export interface Stretch {
  start: number;
  end: number;
}

/**
 * The characters of `text` that lie in a stretch of at least `least` that occurs in one of `documents`, as stretches in
 * order that do not touch: what Aerni et al. 2025 (arXiv:2411.10242) call reproduced, without their discount of prompts.
 */
export function reproduced(text: string, documents: readonly string[], least: number): Stretch[] {
  // No character of a text has code 0, so no window matches across the end of a document.
  const all = documents.join('\0');
  const stretches: Stretch[] = [];
  for (let start = 0; start + least <= text.length; start++) {
    if (!all.includes(text.slice(start, start + least))) continue;
    const last = stretches.at(-1);
    if (last && start <= last.end) last.end = start + least;
    else stretches.push({ start, end: start + least });
  }
  return stretches;
}

/** The share of the characters of `text` that lie in `stretches`: its overlap rate; 0 of an empty text. */
export const overlapRate = (text: string, stretches: readonly Stretch[]): number =>
  text.length === 0 ? 0 : stretches.reduce((sum, { start, end }) => sum + end - start, 0) / text.length;
