// The words of a reader's text, and where they are.

/** A stretch of a text, in UTF-16 units. */
export interface Span {
  from: number;
  /** Exclusive. */
  to: number;
}

/** A chunk between white space; a space that carries a mark is a character, not a gap. */
const CHUNK = /(?:\S|[^\S\n\r\t\f\v\u2028\u2029](?=[\p{M}\u0e33\u0eb3\u200c\u200d]))+/gu;

/** Scripts that put no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const OPENING = /[\p{Ps}\p{Pi}]$/u;

let segmenters: { word: Intl.Segmenter; character: Intl.Segmenter } | undefined;

/** The words of a chunk without white space, in a script that has none between words. */
function split(chunk: string): Span[] {
  segmenters ??= {
    word: new Intl.Segmenter('und', { granularity: 'word' }),
    character: new Intl.Segmenter('und', { granularity: 'grapheme' })
  };
  const characters = new Set(Array.from(segmenters.character.segment(chunk), ({ index }) => index));
  const words: Span[] = [];
  /** Whether what comes next belongs to the last word. */
  let open = false;
  let unspaced = false;
  for (const { segment, index, isWordLike } of segmenters.word.segment(chunk)) {
    const last = words.at(-1);
    const to = index + segment.length;
    const ofUnspaced = UNSPACED.test(segment);
    const opening = !isWordLike && OPENING.test(segment);
    // Marks belong to the word before them, opening ones to the word behind; words with spaces are split only there.
    const joins = open || !characters.has(index) || (isWordLike ? !ofUnspaced && !unspaced : !opening);
    if (last && joins) last.to = to;
    else words.push({ from: index, to });
    open = opening || (open && !isWordLike) || (!last && !isWordLike);
    if (isWordLike) unspaced = ofUnspaced;
  }
  return words;
}

/** Where the words of a text are: between spaces; in scripts without spaces, as a dictionary splits them. */
export function placesOfWords(text: string): Span[] {
  const places: Span[] = [];
  for (const { 0: chunk, index } of text.matchAll(CHUNK)) {
    if (!UNSPACED.test(chunk)) places.push({ from: index, to: index + chunk.length });
    else for (const { from, to } of split(chunk)) places.push({ from: index + from, to: index + to });
  }
  return places;
}

/** A word as it is compared: case and punctuation count, the composition of its letters does not. */
export const comparable = (word: string): string => word.normalize('NFC');

/** The words of a text, as they are compared. */
export const wordsOf = (text: string): string[] =>
  placesOfWords(text).map(({ from, to }) => comparable(text.slice(from, to)));
