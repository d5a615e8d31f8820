import type { Runnable } from '#lib/release/manifest.ts';

/** What was found of one text and one model. */
export interface Found {
  /** Tokens written as in the text after the last token before it, after the last two, … as far as they were tried. */
  matched: readonly (number | null)[];
  /** The shortest prompt known that brings the text out; null where none is. */
  prompt: { ids: readonly number[]; pieces: readonly string[] } | null;
  /** Whether any tokens at all were looked through, and the steps of it. */
  searched: boolean;
  steps: number;
}

/** A text, the words before it, and what was recorded of them. */
export interface Text {
  /** The id of the planted passage that it is of. */
  passage: string;
  /** A passage of the book, or a sentence of a rule that the training data follows. */
  kind: 'passage' | 'pattern';
  copies: number;
  /** Tokens before the text, and of the text. */
  before: number[];
  text: number[];
  /** The same as they are shown. */
  beforePieces: string[];
  textPieces: string[];
  /** Tokens of the whole passage, each once. */
  pool: number[];
  /** By model; what was not asked of it is not there. */
  recorded: Record<string, Found>;
}

/** A share of texts, with its 95 % interval. */
export interface Share {
  n: number;
  count: number;
  low: number;
  high: number;
}

/** Of how many texts the ratio is above one, for one model. */
export interface Above {
  model: string;
  /** Passages by copies, from the most to none: by their own words; of those that were searched, by any tokens. */
  passages: { copies: number; own: Share; any: Share }[];
  /** Texts that repeat themselves, and sentences of a rule, that no model has read. */
  repeated: Share;
  patterns: Share;
}

/** A published mean ratio, and the share of texts whose ratio is above one. */
export interface Published {
  text: string;
  model: string;
  ratio: number;
  share: number;
}

/** What the demo shows. */
export interface ShortestPrompt {
  /** From small to large. */
  models: Runnable['models'];
  /** From the most copies to none. */
  texts: Text[];
  above: Above[];
  published: Published[];
  /** Of the recorded search: steps for each length, candidates a step, tokens of the longest prompt; and of a repeated piece. */
  search: { steps: number; candidates: number; longest: number; piece: number };
}

/** The fewest of the tokens before a text that bring it out; null where none of the tried do. */
export function prunedOf(matched: Found['matched'], text: number): number | null {
  const at = matched.indexOf(text);
  return at < 0 ? null : at + 1;
}
