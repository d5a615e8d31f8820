import type { Work } from '#lib/release/works.ts';
import { offsets } from './standing.ts';

/** Only letters and digits, in lowercase, each with its place: blanks and punctuation are typed in many ways. */
function letters(text: string): { said: string; at: number[] } {
  let said = '';
  const at: number[] = [];
  for (const { 0: letter, index } of text.normalize('NFC').matchAll(/[\p{L}\p{N}]/gu)) {
    const small = letter.toLowerCase();
    said += small;
    for (let i = 0; i < small.length; i++) at.push(index);
  }
  return { said, at };
}

/**
 * Finds words in the chapters: at the beginning of one, else where they first occur. The tokens that hold them are what
 * is given; null where they occur in none.
 *
 * @param piecesOf what readers see of each token
 */
export function findOpening(
  words: string,
  works: Iterable<Work>,
  piecesOf: (ids: readonly number[]) => readonly string[]
): { work: string; from: number; given: number } | null {
  const { said } = letters(words);
  if (said === '') return null;
  let later: { work: string; from: number; given: number } | null = null;
  for (const { id, token_ids } of works) {
    const pieces = piecesOf(token_ids);
    const text = pieces.join('');
    const known = letters(text);
    const place = known.said.indexOf(said);
    if (place < 0) continue;
    const begins = offsets(pieces);
    const first = known.at[place]!;
    const last = known.at[place + said.length - 1]!;
    const from = place === 0 ? 0 : begins.findIndex((_, i) => begins[i + 1]! > first);
    let end = begins.findIndex((_, i) => begins[i + 1]! > last) + 1;
    // The punctuation that ends the words belongs to them if it was typed.
    if (/[^\p{L}\p{N}\s]$/u.test(words.trim()) && /^[^\p{L}\p{N}\s]+$/u.test(pieces[end] ?? '')) end++;
    const found = { work: id, from, given: end - from };
    if (from === 0) return found;
    later ??= found;
  }
  return later;
}
