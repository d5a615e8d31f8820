// Looks for a text in the training text, as in a library: how often, where, what follows; and what of it is there at all.
import { piecesOf } from '#lib/completion/pieces.ts';
import { BOS } from '#lib/corpus/suffix-index.ts';
import type { CorpusIndex } from '#lib/corpus/corpus-index.ts';
import type { PhrasePlace } from '#lib/corpus/phrase.ts';
import { COPY } from '#lib/measures/copy.ts';
import type { Span } from '#lib/release/record.ts';

type Verb = 'phrase' | 'spans';

/** The training text, here or in its worker. */
export type Library = {
  [V in Verb]: (
    ...args: Parameters<CorpusIndex[V]>
  ) => ReturnType<CorpusIndex[V]> | Promise<ReturnType<CorpusIndex[V]>>;
};

/** What turns a text into tokens and back. */
export interface Letters {
  /** The names of the tokens, by id. */
  names: readonly string[];
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
  piece(id: number): string;
}

/** What is known of a document. */
export interface Known {
  title: string;
  copies: { raw: number };
}

/** One place of a phrase, with the words around it. */
export interface Place {
  title: string;
  /** How often its document stands in the training data. */
  copies: number;
  before: string;
  match: string;
  after: string;
}

/** What was found of a text. */
export interface Found {
  text: string;
  /** How often the whole text stands in the training data, with copies. */
  count: number;
  /** In how many places of its documents, each taken once. */
  places: number;
  /** The first of these, in the order of what follows. */
  shown: Place[];
  /** What comes next: tokens and how often; the end of a document is empty. */
  next: { text: string; count: number }[];
  /** Tokens of the text, and its stretches of ten tokens and more, for the marks. */
  pieces: string[];
  spans: Span[];
  /** The longest stretch: its words, its tokens, how often, and in which documents first; null where not one token is there. */
  longest: { text: string; tokens: number; copies: number; documents: string[] } | null;
}

/** Places that are shown at first, and that a press adds. */
export const MANY = 10;

/** Tokens around a place. */
const AROUND = 24;
/** Rows of the table of what follows. */
const ROWS = 8;

/**
 * The ways in which a phrase can stand in a text: a word's token begins with its space, but the first of a text or after a
 * line break has none. No place is of both.
 */
const formsOf = (text: string, letters: Letters): number[][] => {
  const plain = text.trim();
  if (plain === '') return [];
  // The name of a special token is no word of the text.
  return [letters.encode(` ${plain}`), letters.encode(plain)].filter((ids) => !ids.includes(BOS));
};

const parts = new WeakMap<Letters, { goesOn: number[]; goesOnAfter: number[] }>();

/** Tokens by which a word goes on. */
function partsOf(letters: Letters) {
  const known = parts.get(letters);
  if (known) return known;
  const having = (pattern: RegExp) =>
    letters.names.flatMap((_, id) => (pattern.test(letters.piece(id)) ? [id] : []));
  const made = { goesOn: having(/^[\p{L}\p{N}]/u), goesOnAfter: having(/[\p{L}\p{N}]$/u) };
  parts.set(letters, made);
  return made;
}

function placed(
  { document, before, match, after }: PhrasePlace,
  letters: Letters,
  known: (document: string) => Known
): Place {
  // A word's token begins with its space, which is none of the phrase.
  const [, space, words] = /^(\s*)([\s\S]*)$/.exec(letters.decode(match))!;
  return {
    title: known(document).title,
    copies: known(document).copies.raw,
    before: letters.decode(before).replace(/^\ufffd+/, '') + space,
    match: words!,
    after: letters.decode(after).replace(/\ufffd+$/, '')
  };
}

/** What the index is asked for a text: its forms, and which places to show. */
export const phraseOf = (
  text: string,
  letters: Letters,
  shown: { from: number; many: number }
): Parameters<CorpusIndex['phrase']> => [
  formsOf(text, letters),
  { ...partsOf(letters), around: AROUND, ...shown }
];

/** Up to `many` places of a text from the one numbered `from` on, in the order of what follows. */
export async function placesOf(
  text: string,
  { from, many }: { from: number; many: number },
  { library, letters, known }: { library: Library; letters: Letters; known: (document: string) => Known }
): Promise<Place[]> {
  const { shown } = await library.phrase(...phraseOf(text, letters, { from, many }));
  return shown.map((place) => placed(place, letters, known));
}

/** Looks for a text, whole and in part. Whole words, as they are written: capitals and signs count. */
export async function lookUp(
  text: string,
  shelves: { library: Library; letters: Letters; known: (document: string) => Known }
): Promise<Found> {
  const { library, letters, known } = shelves;
  const forms = formsOf(text, letters);
  const found = await library.phrase(...phraseOf(text, letters, { from: 0, many: MANY }));
  // The form of which more is there: the first word may be found with its space, or without it alone.
  const traces = await Promise.all(
    forms.map(async (ids) => ({ ids, spans: await library.spans(ids, { min: 1, near: false }) }))
  );
  const lengthOf = ({ start, end }: Span) => end - start;
  const most = ({ spans }: { spans: Span[] }) => Math.max(0, ...spans.map(lengthOf));
  const best = traces.toSorted((a, b) => most(b) - most(a))[0] ?? { ids: [], spans: [] };
  const longest = best.spans.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];
  const pieces = piecesOf(best.ids, letters);
  return {
    text,
    count: found.count,
    places: found.places,
    shown: found.shown.map((place) => placed(place, letters, known)),
    next: found.next
      .slice(0, ROWS)
      .map(({ id, count }) => ({ text: id === 0 ? '' : letters.piece(id), count })),
    pieces,
    spans: best.spans.filter((span) => lengthOf(span) >= COPY),
    longest: longest
      ? {
          text: pieces.slice(longest.start, longest.end).join('').trim(),
          tokens: lengthOf(longest),
          copies: longest.copies,
          documents: [...new Set(longest.sources.map(({ document }) => known(document).title))]
        }
      : null
  };
}
