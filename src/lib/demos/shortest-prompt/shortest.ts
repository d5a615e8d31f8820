import type { Runnable } from '#lib/release/manifest.ts';

/** Tokens in a row, from the first, that make a stretch of a text a copy of it, as everywhere on the site. */
export const COPY = 10;

/** What was found of one text and one model. */
export interface Found {
  /** Tokens written as in the text after the last token before it, after the last two, … as far as they were tried. */
  matched: readonly (number | null)[];
  /** The shortest prompt known that brings the text out; null where none is. */
  prompt: { ids: readonly number[]; pieces: readonly string[] } | null;
  /** Whether the search has ended, and its steps. */
  searched: boolean;
  steps: number;
}

/** A planted passage: a text, the words before it, and what was recorded of them. */
export interface Text {
  passage: string;
  copies: number;
  /** Tokens before the text, and of the text. */
  before: number[];
  text: number[];
  /** The same as they are shown. */
  beforePieces: string[];
  textPieces: string[];
  /** Tokens of the whole passage, each once. */
  pool: number[];
  /** By model. */
  recorded: Record<string, Found>;
}

/** What the demo shows. */
export interface ShortestPrompt {
  /** From small to large. */
  models: Runnable['models'];
  /** From the most copies to none. */
  texts: Text[];
  steps: number;
  seed: number;
}

/** The fewest of the tokens before a text that bring it out; null where none of the tried do. */
export function prunedOf(matched: Found['matched'], text: number): number | null {
  const at = matched.indexOf(text);
  return at < 0 ? null : at + 1;
}
