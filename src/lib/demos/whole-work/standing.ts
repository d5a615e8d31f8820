// Where what a model wrote occurs in a chapter, while it grows and when it is done.
import { EXACT, exactBlocks, nearVerbatimBlocks, wordsOf } from '#lib/measures/blocks.ts';
import { matched } from '#lib/measures/matched.ts';
import type { Span } from '#lib/release/record.ts';

/** Tokens from `at` on in what was written that are those from `place` on in the chapter. */
export interface Stretch {
  at: number;
  place: number;
  length: number;
}

/** Where each run of `EXACT` tokens occurs in a chapter. */
export class Places {
  readonly ids: readonly number[];
  #places: Map<string, number[]> | undefined;

  constructor(ids: readonly number[]) {
    this.ids = ids;
  }

  /** The places of the run that begins at `at` in a text. */
  of(text: readonly number[], at: number): readonly number[] {
    this.#places ??= this.#index();
    return this.#places.get(text.slice(at, at + EXACT).join()) ?? [];
  }

  #index(): Map<string, number[]> {
    const places = new Map<string, number[]>();
    for (let at = 0; at + EXACT <= this.ids.length; at++) {
      const key = this.ids.slice(at, at + EXACT).join();
      places.set(key, [...(places.get(key) ?? []), at]);
    }
    return places;
  }
}

/**
 * The stretches of what was written that occur in the chapter: the first, from `from` on and of any length; after the
 * first mistake those of at least `EXACT` tokens, wherever they occur.
 */
export function stretches(places: Places, from: number, written: readonly number[]): Stretch[] {
  const { ids } = places;
  const right = matched(written, ids.slice(from, from + written.length));
  const found: Stretch[] = right > 0 ? [{ at: 0, place: from, length: right }] : [];
  if (from + right >= ids.length) return found;
  for (let at = right; at + EXACT <= written.length;) {
    // Of several places the one that needs the shortest jump.
    const jump = (place: number) => Math.abs(place - from - at);
    const [place] = places.of(written, at).toSorted((a, b) => jump(a) - jump(b));
    if (place === undefined) {
      at++;
      continue;
    }
    let length = EXACT;
    while (at + length < written.length && ids[place + length] === written[at + length]) length++;
    found.push({ at, place, length });
    at += length;
  }
  return found;
}

/** A stretch of tokens, end exclusive, under one of the site's signs. */
export const signed = (kind: Span['kind'], start: number, end: number): Span => ({
  start,
  end,
  kind,
  copies: 0,
  sources: []
});

/** Where each piece of a text begins, and where the last one ends. */
export function offsets(pieces: readonly string[]): number[] {
  let at = 0;
  return [0, ...pieces.map((piece) => (at += piece.length))];
}

/** The stretches of a text's tokens that its words from `start` to before `end` take. */
function tokensOf(pieces: readonly string[], blocks: readonly { start: number; end: number }[]): Span[] {
  const words = [...pieces.join('').matchAll(/\S+/gu)];
  const begins = offsets(pieces);
  return blocks.map(({ start, end }) => {
    const first = words[start]!.index;
    const last = words[end - 1]!;
    const stop = last.index + last[0].length;
    const from = begins.findIndex((_, i) => begins[i + 1]! > first);
    const to = begins.findIndex((begin) => begin >= stop);
    return signed('near', from, to);
  });
}

/** How much of a chapter came out, of what was left after the tokens given. */
export interface Taken {
  /** Words that were left. */
  words: number;
  /** Of them in long near-verbatim blocks, with the share. */
  near: { words: number; share: number };
  /** Share of the tokens in exact blocks of at least `EXACT`. */
  exact: number;
  /** The longest of these blocks, in tokens and in words. */
  longest: { tokens: number; words: number };
  /** Paragraphs, the opening left out, and those that lie whole in one exact block. */
  paragraphs: { whole: number; all: number };
  /** Near-verbatim stretches of what was written. */
  spans: Span[];
}

/** A text as tokens and as what readers see of each. */
export interface Text {
  ids: readonly number[];
  pieces: readonly string[];
}

/** Compares what was written with what was left of the chapter. */
export function takenOf(truth: Text, written: Text): Taken {
  const exact = exactBlocks(truth.ids, written.ids);
  const text = truth.pieces.join('');
  const begins = offsets(truth.pieces);
  const words = wordsOf(text);
  const near = nearVerbatimBlocks(words, wordsOf(written.pieces.join('')));
  const inNear = near.reduce((sum, block) => sum + block.matched, 0);
  const longest = exact.toSorted((a, b) => b.matched - a.matched)[0];
  const paragraphs = [...text.matchAll(/\S(?:.|\n(?!\n))*/gu)];
  const whole = paragraphs.filter(({ index, 0: { length } }) =>
    exact.some(({ start, end }) => begins[start]! <= index && index + length <= begins[end]!)
  );
  return {
    words: words.length,
    near: { words: inNear, share: words.length ? inNear / words.length : 0 },
    exact: truth.ids.length ? exact.reduce((sum, b) => sum + b.matched, 0) / truth.ids.length : 0,
    longest: {
      tokens: longest?.matched ?? 0,
      words: longest ? wordsOf(truth.pieces.slice(longest.start, longest.end).join('')).length : 0
    },
    paragraphs: { whole: whole.length, all: paragraphs.length },
    spans: tokensOf(
      written.pieces,
      near.map(({ otherStart: start, otherEnd: end }) => ({ start, end }))
    )
  };
}
