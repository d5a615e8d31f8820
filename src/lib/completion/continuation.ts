// What a model wrote, held against the text that it was to continue.
import { COPY } from '#lib/measures/copy.ts';
import { matched } from '#lib/measures/matched.ts';

/** What a model went on with. */
export interface Continuation {
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
export function continuationOf(
  ids: readonly number[],
  truth: readonly number[],
  textOf: (tokens: number) => string,
  ended: boolean
): Continuation {
  const right = matched(ids, truth);
  return {
    text: textOf(ids.length),
    marked: right >= COPY ? textOf(right).length : 0,
    matched: right,
    tokens: ids.length,
    ended
  };
}

/** Its text in three: the blanks before what is marked, that, and the rest. */
export function parted({ text, marked }: Pick<Continuation, 'text' | 'marked'>) {
  const from = /^\s*/.exec(text)![0].length;
  const to = Math.max(from, marked);
  return { blank: text.slice(0, from), marked: text.slice(from, to), rest: text.slice(to) };
}
