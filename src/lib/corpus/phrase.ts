import type { DataVariant } from '#lib/release/manifest.ts';
import type { NextToken, SuffixIndex } from './suffix-index.ts';

/** One place of a phrase, with the tokens around it in the same document. */
export interface PhrasePlace {
  document: string;
  before: number[];
  match: number[];
  after: number[];
}

/** What a search for a phrase finds. */
export interface PhraseFound {
  /** How often the phrase stands in the training data, with copies. */
  count: number;
  /** In how many places of the unique documents. */
  places: number;
  /** Some of these places, in the order of what follows. */
  shown: PhrasePlace[];
  /** What comes next, most frequent first, with copies; BOS is the end of a document. */
  next: NextToken[];
}

export interface PhraseOptions {
  /** The first place to show, and how many. */
  from: number;
  many: number;
  /** Tokens to show on either side. */
  around: number;
  /** Tokens with which a word may go on, and those that a word may go on after: with both, a match begins or ends within one. */
  goesOn: readonly number[];
  goesOnAfter: readonly number[];
  data?: DataVariant;
}

/**
 * Every place of a phrase, in any of its forms, of which none stands where another does. A place within a longer word is none:
 * a byte-level tokenizer has tokens that stand both for a word and for a part of others.
 *
 * Takes time with the places: some tenths of a second for the commonest word.
 */
export function findPhrase(
  index: SuffixIndex,
  forms: readonly (readonly number[])[],
  { from, many, around, goesOn, goesOnAfter, data = 'raw' }: PhraseOptions
): PhraseFound {
  const [begins, open] = [new Set(goesOn), new Set(goesOnAfter)];
  const next = new Map<number, number>();
  const shown: PhrasePlace[] = [];
  let count = 0;
  let places = 0;
  for (const ids of forms) {
    if (ids.length === 0) continue;
    const range = index.find(ids);
    const [inner, last] = [begins.has(ids[0]!), open.has(ids.at(-1)!)];
    for (let rank = range.from; rank < range.to; rank++) {
      const position = index.position(rank);
      const following = index.token(position + ids.length);
      if (inner && open.has(index.token(position - 1))) continue;
      if (last && begins.has(following)) continue;
      const document = index.documentAt(position);
      const copies = document.copies[data];
      if (copies === 0) continue;
      if (places >= from && shown.length < many) {
        const end = document.start + document.length;
        const slice = (a: number, b: number) =>
          Array.from({ length: Math.max(0, b - a) }, (_, i) => index.token(a + i));
        shown.push({
          document: document.id,
          before: slice(Math.max(document.start, position - around), position),
          match: [...ids],
          after: slice(position + ids.length, Math.min(end, position + ids.length + around))
        });
      }
      places++;
      count += copies;
      next.set(following, (next.get(following) ?? 0) + copies);
    }
  }
  return {
    count,
    places,
    shown,
    next: [...next]
      .map(([id, n]) => ({ id, count: n, prob: n / count }))
      .sort((a, b) => b.count - a.count || a.id - b.id)
  };
}
