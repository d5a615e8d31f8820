// What a student answered, as a code to hand in: a guess, a drawn curve, a lesson, or the names guessed in passages. A code
// holds that and a random number, by which two students with one answer are told from one code pasted twice. It does not say
// who answered, or when, and of a lesson it holds the curve, not the sentence.
//
//   VB, then in bits: version 5, kind 5, random number 25, and
//     guess    which prediction 10, which choice 5, hash of the choices 10
//     drawing  way of planting 4, tokens given 8, measure 4, models 2, samples 3, probability 2, hash of the columns 10,
//              columns 5, each column's value 6
//     lesson   hash of model and learning rate 20, tokens asked 7, bits before it 13, readings 10, the reading with which it was
//              recited 10, the guess 10, what was left after each reading listed in READINGS 6
//     names    hash of the passages and the names 20, how many were guessed 5, of each: which passage 7, which name 5
//   filled up to whole symbols, and the check (symbols.ts). In groups of five.
//
// Codes are kept in mails and tables for years: lists here grow at their ends only, and what no longer fits is a new version.
import { isWhole, pack, Unpacker, withCheck, written, CHECK } from './symbols.ts';

export const MARK = 'VB';
const VERSION = 1;
const KINDS = ['guess', 'drawing', 'lesson', 'names'] as const;
const PLANTED = ['exact', 'near', 'fragments', 'canary', 'pattern'] as const;
const MEASURES = ['exact', 'near', 'run', 'probability', 'discoverable'] as const;
const DATA = ['raw', 'dedup', 'both'] as const;
const SAMPLES = [1, 10, 100, 1000, 10_000] as const;
const PROBABILITIES = [0.1, 0.5, 0.9] as const;

/** Bits of the random number. Among a hundred equal answers two have the same one in one class of seven thousand. */
const RANDOM = 25;

/** Levels of a drawn value; past the last of them, what was not drawn. */
const LEVELS = 60;
const NOT_DRAWN = 63;

/** Readings after which a code says what was left, as far as the lesson went. */
export const READINGS = [
  1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256, 384, 512, 768
] as const;
/** What is left is told in fortieths, to 1.55 times of what it was. */
const LEFT = 40;
const MOST_LEFT = 62;
const MOST_READINGS = 1023;

/** Names that a code has room for: the first that were guessed. */
export const MOST_NAMES = 16;
/** For a name that was not offered. */
const ANOTHER = 31;

/** The first choice made in a prediction. */
export interface Guess {
  kind: 'guess';
  /** Its number in PREDICTIONS. */
  prediction: number;
  /** From 0. */
  choice: number;
  /** `choicesHash` of the choices that were offered. */
  choices: number;
}

/** The question that a curve was drawn for, in the words of the recall explorer's links. */
export interface DrawnFor {
  planted: (typeof PLANTED)[number];
  context: number;
  measure: (typeof MEASURES)[number];
  data: (typeof DATA)[number];
  n: number;
  p: number;
}

/** A curve that was drawn before ours was shown. */
export interface Drawing {
  kind: 'drawing';
  question: DrawnFor;
  /** `columnsHash` of the columns that it was drawn over. */
  columns: number;
  /** By column, as a share of the axis; null where nothing was drawn. */
  values: readonly (number | null)[];
}

/** A lesson that was given to a model in the browser, as far as its first row of readings goes. */
export interface Lesson {
  kind: 'lesson';
  /** `learnerHash` of the model and the learning rate. */
  learner: number;
  /** Tokens asked for. */
  asked: number;
  /** What the rest of the sentence cost before the first reading, in bits. */
  bits: number;
  readings: number;
  /** The reading with which it was recited; null where it was not. */
  recited: number | null;
  /** How many the student had guessed. */
  guess: number | null;
  /** What it cost after each of READINGS, as a share of that. */
  left: readonly number[];
}

/** The names that were guessed in passages, the first of each passage. */
export interface Names {
  kind: 'names';
  /** `namesHash` of the passages and of the names that were offered. */
  list: number;
  guesses: readonly {
    /** The passage, by its number in the list. */
    item: number;
    /** The name, by its number; null for one that was not offered. */
    name: number | null;
  }[];
}

export type Answer = Guess | Drawing | Lesson | Names;

/** Readings of READINGS that a lesson of so many has come to. */
const reached = (readings: number) => READINGS.filter((reading) => reading <= readings);

function fieldsOf(answer: Answer): [value: number, bits: number][] {
  switch (answer.kind) {
    case 'guess':
      return [
        [answer.prediction, 10],
        [answer.choice, 5],
        [answer.choices, 10]
      ];
    case 'drawing': {
      const { planted, context, measure, data, n, p } = answer.question;
      return [
        [PLANTED.indexOf(planted), 4],
        [context, 8],
        [MEASURES.indexOf(measure), 4],
        [DATA.indexOf(data), 2],
        [SAMPLES.indexOf(n as 1), 3],
        [PROBABILITIES.indexOf(p as 0.1), 2],
        [answer.columns, 10],
        [answer.values.length, 5],
        ...answer.values.map((value): [number, number] => [
          value === null ? NOT_DRAWN : Math.round(LEVELS * Math.min(1, Math.max(0, value))),
          6
        ])
      ];
    }
    case 'lesson': {
      const { learner, asked, bits, readings, recited, guess, left } = answer;
      const within = Math.min(readings, MOST_READINGS);
      return [
        [learner, 20],
        [Math.min(asked, 127), 7],
        [Math.min(Math.round(bits), 8191), 13],
        [within, 10],
        [recited !== null && recited <= within ? recited : 0, 10],
        [guess ?? 0, 10],
        ...reached(within).map((_, i): [number, number] => [
          Math.min(MOST_LEFT, Math.max(0, Math.round(LEFT * left[i]!))),
          6
        ])
      ];
    }
    case 'names': {
      const guesses = answer.guesses.slice(0, MOST_NAMES);
      return [
        [answer.list, 20],
        [guesses.length, 5],
        ...guesses.flatMap(({ item, name }): [number, number][] => [
          [item, 7],
          [name ?? ANOTHER, 5]
        ])
      ];
    }
  }
}

/** A random number for a code. */
export const draw = (): number => crypto.getRandomValues(new Uint32Array(1))[0]! % 2 ** RANDOM;

/** The symbols of an answer, check included. Throws a RangeError for what a code cannot hold. */
export const symbolsOf = (answer: Answer, random: number): number[] =>
  withCheck(pack([[VERSION, 5], [KINDS.indexOf(answer.kind), 5], [random, RANDOM], ...fieldsOf(answer)]));

/** A code as it is shown, from its symbols: "VB10K-7QWER-…". */
export const shown = (symbols: readonly number[]): string =>
  (MARK + written(symbols)).replace(/.{5}(?=.)/g, '$&-');

/** The code of an answer. */
export const encode = (answer: Answer, random: number): string => shown(symbolsOf(answer, random));

/** Why symbols are no code. */
export type Fault =
  /** There are fewer than the code says it has. */
  | 'short'
  /** The check does not come out. */
  | 'damaged'
  /** The check comes out, and the version is one that is not known here. */
  | 'newer'
  /** The check comes out, and what it says cannot be. */
  | 'impossible';

export type Decoded = { answer: Answer; random: number; length: number } | { fault: Fault };

/** Takes the fields of an answer: 'short' where the symbols end before, null where they say what cannot be. */
function take(from: Unpacker): { answer: () => Answer | null; random: number } | 'short' | 'newer' {
  /** Numbers of these many bits, one after another; null where the symbols end before. */
  const fields = <Sizes extends number[]>(...sizes: Sizes) => {
    const taken = sizes.map((size) => from.take(size));
    return taken.includes(null) ? null : (taken as { [I in keyof Sizes]: number });
  };
  const head = fields(5, 5, RANDOM);
  if (!head) return 'short';
  const [version, kind, random] = head;
  if (version !== VERSION || !KINDS[kind]) return 'newer';
  switch (KINDS[kind]) {
    case 'guess': {
      const taken = fields(10, 5, 10);
      if (!taken) return 'short';
      const [prediction, choice, choices] = taken;
      return { random, answer: () => ({ kind: 'guess', prediction, choice, choices }) };
    }
    case 'drawing': {
      const taken = fields(4, 8, 4, 2, 3, 2, 10, 5);
      if (!taken) return 'short';
      const [planted, context, measure, data, n, p, columns, count] = taken;
      const levels = fields(...new Array<number>(count).fill(6));
      if (!levels) return 'short';
      const answer = (): Drawing | null => {
        const question = {
          planted: PLANTED[planted],
          context,
          measure: MEASURES[measure],
          data: DATA[data],
          n: SAMPLES[n],
          p: PROBABILITIES[p]
        };
        const wrong = levels.some((level) => level > LEVELS && level !== NOT_DRAWN);
        if (Object.values(question).includes(undefined) || wrong) return null;
        const values = levels.map((level) => (level === NOT_DRAWN ? null : level / LEVELS));
        return { kind: 'drawing', question: question as DrawnFor, columns, values };
      };
      return { random, answer };
    }
    case 'lesson': {
      const taken = fields(20, 7, 13, 10, 10, 10);
      if (!taken) return 'short';
      const [learner, asked, bits, readings, recited, guess] = taken;
      const left = fields(...reached(readings).map(() => 6));
      if (!left) return 'short';
      const answer = (): Lesson | null =>
        readings === 0 || recited > readings
          ? null
          : {
              kind: 'lesson',
              learner,
              asked,
              bits,
              readings,
              recited: recited || null,
              guess: guess || null,
              left: left.map((part) => part / LEFT)
            };
      return { random, answer };
    }
    case 'names': {
      const taken = fields(20, 5);
      if (!taken) return 'short';
      const [list, count] = taken;
      const guessed = fields(...new Array<number[]>(count).fill([7, 5]).flat());
      if (!guessed) return 'short';
      const guesses = Array.from({ length: count }, (_, i) => {
        const name = guessed[2 * i + 1]!;
        return { item: guessed[2 * i]!, name: name === ANOTHER ? null : name };
      });
      const each = new Set(guesses.map(({ item }) => item)).size;
      const answer = (): Names | null =>
        count === 0 || count > MOST_NAMES || each < count ? null : { kind: 'names', list, guesses };
      return { random, answer };
    }
  }
}

/**
 * Reads a code from the first of the symbols given.
 *
 * @param symbols of the code and of what may stand behind it; -1 for a character that is no symbol
 * @returns the answer and how many symbols were the code's
 */
export function decode(symbols: readonly number[]): Decoded {
  const from = new Unpacker(symbols.map((symbol) => Math.max(0, symbol)));
  const taken = take(from);
  if (taken === 'newer') return { fault: isWhole(symbols) ? 'newer' : 'damaged' };
  if (taken === 'short' || from.begun + CHECK > symbols.length) return { fault: 'short' };
  const length = from.begun + CHECK;
  const own = symbols.slice(0, length);
  if (own.includes(-1) || !isWhole(own)) return { fault: 'damaged' };
  const answer = taken.answer();
  return answer ? { answer, random: taken.random, length } : { fault: 'impossible' };
}
