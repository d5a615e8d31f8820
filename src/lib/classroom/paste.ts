// Codes found in whatever was pasted: mails, chats, columns of a table, with or without names.
import { decode, MARK, shown, type Answer, type Fault } from './code.ts';
import { symbolOf } from './symbols.ts';

/** Characters that the field takes: some five thousand codes. */
export const FIELD_LIMIT = 200_000;

/** A code, and where it was. */
export interface Found {
  /** From 1. */
  line: number;
  /** What stood before it on its line; empty where nothing did. */
  name: string;
  /** As it is shown, however it was pasted. */
  code: string;
  answer: Answer;
  random: number;
}

/** A line, or a part of one, that is no code. */
export interface Left {
  line: number;
  /** What stands there, cut. */
  text: string;
  why: string;
}

export interface Read {
  found: Found[];
  /** What looks like a code and cannot be used. */
  left: Left[];
  /** Lines, from 1, with words and no code. */
  without: number[];
}

const WHY: Record<Fault | 'more' | 'mark', string> = {
  short: 'Characters are missing, or one is wrong.',
  damaged: 'A character is wrong, missing or too many.',
  newer: 'It comes from a later version of this site. Reload this page and paste again.',
  impossible: 'What it says is impossible, so this site did not make it.',
  more: 'Something is attached to its end.',
  mark: `It looks like a code and does not begin with ${MARK}.`
};

/** What may stand between the characters of a code. */
const BETWEEN = /[\s\-_\u00ad\u200b-\u200d\u2010-\u2015\u2060\ufeff]/;
const LETTER = /[\p{L}\p{N}]/u;
const START = /(?<![\p{L}\p{N}])V[\s-]?B(?=[\s-]?[\da-z])/giu;
/** Three groups, as codes have them. */
const LIKE = /(?<![\p{L}\p{N}])[\da-z]{4,6}-[\da-z]{4,6}-[\da-z]{4,6}/iu;
/** What mails and lists put before a line. */
const QUOTED = /^[\s>|•*]+/;

/** Symbols of a code at most, and characters with what stands between. */
const SYMBOLS = 60;
const LONG = 200;
const EXCERPT = 60;
const NAME = 60;

const cut = (text: string, most: number) => {
  // No more than is needed: a line may be as long as the field.
  const characters = [
    ...text
      .trimStart()
      .slice(0, 4 * most)
      .trimEnd()
  ];
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : characters.join('');
};

/** The symbols from a place on, as far as they may be a code's, and where each of them ends. */
function symbolsFrom(text: string, start: number): { symbols: number[]; ends: number[] } {
  const symbols: number[] = [];
  const ends: number[] = [];
  for (let at = start; at < Math.min(text.length, start + LONG) && symbols.length < SYMBOLS; at++) {
    const character = text[at]!;
    if (/[\da-z]/i.test(character)) {
      symbols.push(symbolOf(character));
      ends.push(at + 1);
    } else if (!BETWEEN.test(character)) break;
  }
  return { symbols, ends };
}

/** What a code is shown after, without the marks of lists, mails and tables. */
const nameIn = (text: string) =>
  cut(
    text
      .slice(-4 * NAME)
      .replace(/^[^\p{L}]+|[^\p{L}\p{M}\p{N})\].]+$/gu, '')
      .replace(/\s+/g, ' '),
    NAME
  );

/**
 * The text of the field with those of some lines at its end that it does not hold yet, and whether it was cut; null where it
 * holds them all.
 */
export function withLines(text: string, more: readonly string[]): { text: string; cut: boolean } | null {
  const lines = more.filter((line) => !text.includes(line));
  if (lines.length === 0) return null;
  const whole = [text.trimEnd(), ...lines].filter(Boolean).join('\n');
  return { text: whole.slice(0, FIELD_LIMIT), cut: whole.length > FIELD_LIMIT };
}

/** Finds the codes of a text, line by line. A code that a mail has broken goes on with the next line. */
export function readPaste(text: string): Read {
  const lines = text
    .slice(0, FIELD_LIMIT)
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.normalize('NFKC'));
  const read: Read = { found: [], left: [], without: [] };
  /** Characters of the next line that belong to the code before. */
  let taken = 0;
  lines.forEach((whole, i) => {
    const line = i + 1;
    const begun = taken;
    const length = whole.trimEnd().length;
    taken = 0;
    let after = begun;
    let any = begun > 0;
    START.lastIndex = begun;
    for (let match = START.exec(whole); match; match = START.exec(whole)) {
      any = true;
      const from = match.index + match[0].length;
      const name = nameIn(whole.slice(after, match.index));
      let run = symbolsFrom(whole, from);
      let decoded = decode(run.symbols);
      let own = true;
      if ('fault' in decoded && decoded.fault === 'short' && (run.ends.at(-1) ?? from) === length) {
        const next = lines[i + 1] ?? '';
        const rest = symbolsFrom(next, QUOTED.exec(next)?.[0].length ?? 0);
        const joined = decode([...run.symbols, ...rest.symbols]);
        if ('answer' in joined) {
          own = false;
          taken = rest.ends[joined.length - run.symbols.length - 1]!;
          run = { symbols: [...run.symbols, ...rest.symbols], ends: run.ends };
          decoded = joined;
          if (LETTER.test(next[taken] ?? '')) decoded = { fault: 'damaged' };
        }
      }
      const end = own && 'answer' in decoded ? run.ends[decoded.length - 1]! : (run.ends.at(-1) ?? from);
      const fault = 'fault' in decoded ? decoded.fault : own && LETTER.test(whole[end] ?? '') ? 'more' : null;
      if (fault || !('answer' in decoded)) {
        read.left.push({ line, text: cut(whole.slice(match.index), EXCERPT), why: WHY[fault ?? 'damaged'] });
        // The next code of this line may have been read as a part of this one.
        after = START.lastIndex = from;
        continue;
      }
      const { answer, random } = decoded;
      const code = shown(run.symbols.slice(0, decoded.length));
      read.found.push({ line, name, code, answer, random });
      after = START.lastIndex = end;
    }
    if (any || !LETTER.test(whole)) return;
    if (LIKE.test(whole)) read.left.push({ line, text: cut(whole, EXCERPT), why: WHY.mark });
    else read.without.push(line);
  });
  return read;
}
