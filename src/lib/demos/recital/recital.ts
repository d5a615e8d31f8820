import { matched } from '#lib/measures/matched.ts';
import type { Size } from '#lib/release/models.ts';

/** Tokens in a row, from the first, that make a stretch of a text a copy of it, as everywhere on the site. */
export const COPY = 10;

/** What a model went on with. */
export interface Told {
  text: string;
  /** Characters of it, from the first, that are marked: the text's own words, `COPY` tokens of them or more. */
  marked: number;
  /** Tokens, from the first, that are as in the text. */
  matched: number;
  /** Tokens written. */
  tokens: number;
  /** Whether the model ended the text by itself. */
  ended: boolean;
}

/**
 * @param ids the tokens that a model wrote
 * @param truth those that follow in the text
 * @param textOf the text of the first so many of `ids`
 */
export function told(
  ids: readonly number[],
  truth: readonly number[],
  textOf: (tokens: number) => string,
  ended: boolean
): Told {
  const right = matched(ids, truth);
  return {
    text: textOf(ids.length),
    marked: right >= COPY ? textOf(right).length : 0,
    matched: right,
    tokens: ids.length,
    ended
  };
}

/** What two models of each size make of the first words of one passage, and how many of its group each recites. */
export interface Rung {
  /** Copies of the passage in the training data with all copies. */
  copies: number;
  /** The passage's id. */
  passage: string;
  /** What is given, as tokens after BOS and as text. */
  ids: number[];
  given: string;
  /** The tokens that follow in the passage. */
  truth: number[];
  /** By model. */
  told: Record<string, Told>;
  /** Passages of so many copies, and how many of them each model recites. */
  passages: number;
  recited: Record<string, number>;
}

/** What a model writes when it is given nothing. */
export interface Unprompted {
  told: Told;
  /** The planted secret that this begins like: how often it stands in the model's data, and its tokens. Null where none. */
  secret: { copies: number; truth: number[] } | null;
}

/** All that the demo shows without a model. */
export interface Recital {
  /** Tokens asked for. */
  asked: number;
  /** Tokens given where passages of a group are counted. */
  counted: number;
  /** From small to large. Each has a twin. */
  sizes: Size[];
  /** From no copy to the most. */
  rungs: Rung[];
  /** By model. */
  unprompted: Record<string, Unprompted>;
}
