// The search: an index made when the site is built, looked through on the reader's device.
import MiniSearch, { type Options } from 'minisearch';
import { fold } from '#lib/words/fold.ts';

/** A section of a page, as it is found. */
export interface Found {
  /** Where it is, from the top of the site: "introduction/#it-can-recite". */
  id: string;
  /** The title of the page. */
  page: string;
  /** The heading of the section; that of the page where the two are one. */
  title: string;
  text: string;
}

/** Letters of scripts that do not tell words apart by spaces. */
const UNSPACED = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => `\\p{Script=${script}}`)
  .join('');

/** A word to look for: a number with all its digits, such a letter, else what stands between spaces and punctuation. */
const WORD = new RegExp(
  `\\p{N}+(?:[.,]\\p{N}+)*\\p{L}*|[${UNSPACED}]\\p{M}*|(?:(?![${UNSPACED}])[^\\s\\p{Z}\\p{P}])+`,
  'gu'
);

const OPTIONS: Options<Found> = {
  fields: ['title', 'page', 'text'],
  storeFields: ['page', 'title', 'text'],
  tokenize: (text) => text.match(WORD) ?? [],
  processTerm: fold,
  searchOptions: {
    boost: { title: 4, page: 2 },
    prefix: (term) => term.length > 2,
    fuzzy: (term) => (term.length > 4 && !/\p{N}/u.test(term) ? 0.2 : false),
    combineWith: 'AND'
  }
};

/** The index of some sections, as JSON. */
export function buildIndex(sections: readonly Found[]): string {
  const index = new MiniSearch(OPTIONS);
  index.addAll(sections);
  return JSON.stringify(index);
}

/** A result: a section, and the words of it that were found. */
export interface Hit extends Found {
  words: string[];
}

/** What an index made by `buildIndex` offers. */
export class SearchIndex {
  #index: MiniSearch<Found>;

  /** Throws if it is not such an index. */
  constructor(json: string) {
    this.#index = MiniSearch.loadJSON(json, OPTIONS);
  }

  /** Sections that hold all words of a query, or else some of them; the best first. */
  find(query: string): Hit[] {
    const all = this.#index.search(query);
    const results = all.length > 0 ? all : this.#index.search(query, { combineWith: 'OR' });
    return results.map(({ id, page, title, text, terms }) => ({
      id: id as string,
      page: page as string,
      title: title as string,
      text: text as string,
      words: terms
    }));
  }
}

/** A piece of a snippet; `hit` where it was looked for. */
export interface Piece {
  text: string;
  hit: boolean;
}

/** Where the character begins that holds the place `at` of a text: an emoji may be several letters long. */
const characterAt = (text: string, at: number): number =>
  new Intl.Segmenter('en').segment(text).containing(at)?.index ?? text.length;

/** About `length` characters of `text` around the first of `words`, cut at words, with the words told apart. */
export function snippet(text: string, words: readonly string[], length = 180): Piece[] {
  const wanted = new Set(words.map(fold));
  const hits = [...text.matchAll(WORD)].filter(([word]) => wanted.has(fold(word)));
  const first = hits[0]?.index ?? 0;
  let from = first < length / 2 ? 0 : text.lastIndexOf(' ', first - length / 3) + 1;
  let to = from + length >= text.length ? text.length : text.lastIndexOf(' ', from + length);
  // No space nearby, or a single word longer than that.
  if (from < first - length || to <= first) {
    from = first;
    to = characterAt(text, first + length);
  }
  const pieces: Piece[] = [];
  const add = (piece: string, hit = false) => piece && pieces.push({ text: piece, hit });
  let at = from;
  if (from > 0) add('… ');
  for (const { index, 0: word } of hits) {
    if (index < at || index + word.length > to) continue;
    add(text.slice(at, index));
    add(word, true);
    at = index + word.length;
  }
  add(text.slice(at, to));
  if (to < text.length) add(' …');
  return pieces;
}
