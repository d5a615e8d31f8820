// The ways in which a passage is asked for: as it stands, and those by which a filter is to be passed.
import type { Step } from '#lib/lm/memfree.ts';

/** As it stands; in capitals; with two spaces for one; in the quotation marks of French; with a word changed, at once and a few tokens at a time. */
export const WAYS = ['plain', 'capitals', 'spaces', 'quotes', 'changed', 'pieces'] as const;
export type Way = (typeof WAYS)[number];

/** Tokens asked for, in every way. */
export const TOKENS = 64;

/** Tokens, or words, of a run that the reader can have a filter stop. */
export const RUNS = [4, 6, 8, 10, 16, 24, 32] as const;

/** What is asked of a model in one of the ways. */
export interface Asked {
  way: Way;
  /** What the model is given. */
  ids: number[];
  /** Most tokens that are to be written. */
  count: number;
  /** What stands in the place of a changed word: the first, or where that stood there already the second. */
  others: [number, number];
}

/** The text with French quotation marks for its own; where it has none it begins with one. */
function french(text: string): string {
  let marks = 0;
  const set = text.replaceAll(/["“”„]/g, () => (marks++ % 2 === 0 ? '«' : '»')).replaceAll(/['‘]/g, '’');
  return /[«»’]/.test(set) ? set : `«${set}`;
}

/** Tokens that are taken of each request, of the `n` - 1 that a filter of runs of `n` lets out after a changed token. */
const pieceOf = (n: number): number => Math.max(1, Math.floor((n - 1) / 3));

/** `ids` with another word in the place of the token after which so many stand. */
const withOther = (ids: readonly number[], after: number, [first, second]: Asked['others']): number[] =>
  ids.map((id, i) => (i === Math.max(0, ids.length - 1 - after) ? (id === first ? second : first) : id));

/** Tokens that stand after a changed one, where the passage is asked for at once. */
const AFTER = 6;

/**
 * What a model is asked for the rest of a passage.
 *
 * @param ids the first tokens of the passage
 */
export function asked(
  way: Way,
  ids: readonly number[],
  { encode, decode }: { encode(text: string): number[]; decode(ids: readonly number[]): string }
): Asked {
  const text = decode(ids);
  const others: Asked['others'] = [encode(' the')[0]!, encode(' a')[0]!];
  const written: Record<Way, () => number[]> = {
    plain: () => [...ids],
    capitals: () => encode(text.toUpperCase()),
    spaces: () => encode(text.replaceAll(' ', '  ')),
    quotes: () => encode(french(text)),
    changed: () => withOther(ids, AFTER, others),
    pieces: () => [...ids]
  };
  return { way, ids: written[way](), count: TOKENS, others };
}

/** What a model writes after `ids`, up to `count` tokens. */
export type Write = (ids: number[], count: number) => Promise<Step[]>;

/**
 * Asks a model. In pieces it is asked again and again: each time it is given what there is so far, with another word near
 * the end, and so few tokens are taken that no run of `n` can come up from that word on; whoever asks puts the pieces
 * together.
 *
 * @param bos the token of the end of a document
 * @returns what was written, in one list or in as many as there were requests
 */
export async function answer(
  { way, ids, count, others }: Asked,
  n: number,
  bos: number,
  write: Write
): Promise<Step[][]> {
  if (way !== 'pieces') return [await write(ids, count)];
  const size = pieceOf(n);
  const pieces: Step[][] = [];
  const text = [...ids];
  for (;;) {
    const left = count - (text.length - ids.length);
    if (left <= 0) return pieces;
    const piece = await write(withOther(text, n - 1 - size, others), Math.min(size, left));
    pieces.push(piece);
    const words = piece.map(({ id }) => id).filter((id) => id !== bos);
    text.push(...words);
    if (words.length < Math.min(size, left)) return pieces;
  }
}
