// A class's answers, question by question, from the codes that were pasted; and what was left out, and why.
import type { Table } from '#lib/charts/types.ts';
import { quartiles, type Quartiles } from '#lib/measures/quartiles.ts';
import {
  READINGS,
  type Answer,
  type Drawing,
  type DrawnFor,
  type Guess,
  type Lesson,
  type Names
} from './code.ts';
import { choicesHash } from './given.ts';
import type { Found, Left, Read } from './paste.ts';
import { keyOf } from './question.ts';

/** A prediction as its chapter asks for it. */
export interface Prediction {
  /** Its number in PREDICTIONS. */
  prediction: number;
  chapter: { slug: string; number: number; title: string };
  question: string;
  choices: readonly string[];
  /** One of them. */
  answer: string;
}

/** A model at a learning rate, and our own lessons. */
export interface Learner {
  /** `learnerHash`. */
  learner: number;
  label: string;
  rate: number;
  /** Its size among all sizes, from 0 to 1. */
  tone: number;
  lessons: readonly (Lesson & { name: string })[];
}

/** The passages in which names are guessed. */
export interface Cloze {
  /** `namesHash`. */
  list: number;
  names: readonly string[];
  items: readonly {
    passage: string;
    /** How often the models with all copies read it. */
    copies: number;
    name: string;
    /** Whether our model names it. */
    ours: boolean;
  }[];
  /** Our model: the largest. */
  label: string;
}

/** What codes are held against. */
export interface Known {
  predictions: readonly Prediction[];
  learners: readonly Learner[];
  cloze: Cloze;
  /** `columnsHash` and number of the columns of a drawn question; null where there is no such question, undefined before that is known. */
  columns: (question: DrawnFor) => { hash: number; count: number } | null | undefined;
}

/** A code that counts. */
export type Entry<Kind extends Answer> = Found & { answer: Kind };

export interface Tally {
  guesses: { prediction: Prediction; entries: Entry<Guess>[] }[];
  drawings: { question: DrawnFor; entries: Entry<Drawing>[] }[];
  lessons: { learner: Learner; entries: Entry<Lesson>[] }[];
  names: Entry<Names>[];
  /** Drawings whose question is not known yet. */
  waiting: number;
  left: Left[];
  /** Codes that count once: the same code again, or another answer of one student to one question. The later counts. */
  repeated: { line: number; by: number; same: boolean }[];
}

/** Which question a code answers. Two codes of one random number and one question are one student's. */
function subject(answer: Answer): string {
  switch (answer.kind) {
    case 'guess':
      return `guess ${answer.prediction}`;
    case 'drawing':
      return `drawing ${keyOf(answer.question)}`;
    case 'lesson':
      return `lesson ${answer.learner}`;
    case 'names':
      return 'names';
  }
}

/** Why an answer cannot be counted here; none where it can, or where that is not known yet. */
function refusal(answer: Answer, known: Known): string {
  switch (answer.kind) {
    case 'guess': {
      const asked = known.predictions.find(({ prediction }) => prediction === answer.prediction);
      if (!asked) return 'It answers a question that no chapter asks now.';
      return answer.choices === choicesHash(asked.choices) && answer.choice < asked.choices.length
        ? ''
        : 'It answers a question whose choices have changed since.';
    }
    case 'drawing': {
      const columns = known.columns(answer.question);
      if (columns === null) return 'It was drawn for a question that is not asked now.';
      return !columns || (columns.hash === answer.columns && columns.count === answer.values.length)
        ? ''
        : 'It was drawn over other columns than those of the release shown here.';
    }
    case 'lesson':
      return known.learners.some(({ learner }) => learner === answer.learner)
        ? ''
        : 'It is about a model, or a learning rate, that is not taught here now.';
    case 'names': {
      const { list, items, names } = known.cloze;
      const fits = answer.guesses.every(
        ({ item, name }) => item < items.length && (name === null || name < names.length)
      );
      return answer.list === list && fits
        ? ''
        : 'It names people in passages that are not asked for here now.';
    }
  }
}

const isOf =
  <Kind extends Answer['kind']>(kind: Kind) =>
  (found: Found): found is Entry<Extract<Answer, { kind: Kind }>> =>
    found.answer.kind === kind;

/** Entries by what they are about, in the order in which that first appeared. */
const grouped = <E>(entries: readonly E[], about: (entry: E) => string | number): E[][] => [
  ...Map.groupBy(entries, about).values()
];

/** Sorts what was read by question. */
export function tally({ found, left }: Read, known: Known): Tally {
  const refused: Left[] = [];
  const repeated: Tally['repeated'] = [];
  const byStudent = new Map<string, Found>();
  for (const one of found) {
    const why = refusal(one.answer, known);
    if (why) {
      refused.push({ line: one.line, text: one.code, why });
      continue;
    }
    const key = `${one.random} ${subject(one.answer)}`;
    const earlier = byStudent.get(key);
    if (earlier) repeated.push({ line: earlier.line, by: one.line, same: earlier.code === one.code });
    byStudent.delete(key);
    byStudent.set(key, earlier && !one.name ? { ...one, name: earlier.name } : one);
  }
  const counted = [...byStudent.values()].sort((a, b) => a.line - b.line);
  const drawings = counted.filter(isOf('drawing'));
  const ready = drawings.filter(({ answer }) => known.columns(answer.question));
  return {
    guesses: grouped(counted.filter(isOf('guess')), ({ answer }) => answer.prediction)
      .map((entries) => ({
        prediction: known.predictions.find(({ prediction }) => prediction === entries[0]!.answer.prediction)!,
        entries
      }))
      .sort((a, b) => a.prediction.chapter.number - b.prediction.chapter.number),
    drawings: grouped(ready, ({ answer }) => keyOf(answer.question)).map((entries) => ({
      question: entries[0]!.answer.question,
      entries
    })),
    lessons: grouped(counted.filter(isOf('lesson')), ({ answer }) => answer.learner).map((entries) => ({
      learner: known.learners.find(({ learner }) => learner === entries[0]!.answer.learner)!,
      entries
    })),
    names: counted.filter(isOf('names')),
    waiting: drawings.length - ready.length,
    left: [...left, ...refused].sort((a, b) => a.line - b.line),
    repeated
  };
}

/** How many chose each choice, and the quartiles of the choices in their order. */
export function choicesOf({ prediction, entries }: Tally['guesses'][number]): {
  counts: number[];
  right: number;
  spread: { low: string; median: string; high: string };
} {
  const { choices, answer } = prediction;
  const chosen = entries.map(({ answer }) => answer.choice);
  const { low, median, high } = quartiles(chosen, false);
  const counts = choices.map((_, i) => chosen.filter((choice) => choice === i).length);
  return {
    counts,
    right: counts[choices.indexOf(answer)] ?? 0,
    spread: { low: choices[low]!, median: choices[median]!, high: choices[high]! }
  };
}

/** Of each number of copies: how many names were guessed, how many of them rightly, and in how many our model was right. */
export function namedOf(
  entries: readonly Entry<Names>[],
  { items, names }: Cloze
): { copies: number; guessed: number; right: number; ours: number }[] {
  const guesses = entries.flatMap(({ answer }) =>
    answer.guesses.map(({ item, name }) => ({
      ...items[item]!,
      right: name !== null && names[name] === items[item]!.name
    }))
  );
  return [...Map.groupBy(guesses, ({ copies }) => copies)]
    .sort(([a], [b]) => a - b)
    .map(([copies, some]) => ({
      copies,
      guessed: some.length,
      right: some.filter(({ right }) => right).length,
      ours: some.filter(({ ours }) => ours).length
    }));
}

/** What was left of a lesson's first cost after a reading: a lesson that has ended counts with what was left at its end. */
export const leftAfter = ({ left }: Lesson, reading: number): number =>
  left[Math.min(READINGS.indexOf(reading as 1), left.length - 1)] ?? 1;

/** The readings that the longest of some lessons came to, as codes tell them. */
export const readingsOf = (lessons: readonly Lesson[]): number[] =>
  READINGS.slice(0, Math.max(0, ...lessons.map(({ left }) => left.length)));

/** At each place the quartiles of those curves that have a value there, and how many these are; null where none has. */
export const spreadOf = (
  curves: readonly (readonly (number | null)[])[],
  places: number
): ((Quartiles & { n: number }) | null)[] =>
  Array.from({ length: places }, (_, at) => {
    const values = curves.flatMap((curve) => curve[at] ?? []);
    return values.length === 0 ? null : { ...quartiles(values), n: values.length };
  });

/** How far a curve is from another one, on average over the places where it has a value; null where it has none. */
export function meanDistance(curve: readonly (number | null)[], truth: readonly number[]): number | null {
  const off = curve.flatMap((value, at) => (value === null ? [] : [Math.abs(value - truth[at]!)]));
  return off.length === 0 ? null : off.reduce((sum, one) => sum + one, 0) / off.length;
}

/**
 * All answers, one value a row.
 *
 * @param cloze the passages in which names were guessed
 * @param names whether what stood before the codes is in it
 * @param drawn the words for a drawn question, its columns' names, and its axis
 */
export function tableOf(
  { guesses, drawings, lessons, names: named }: Tally,
  cloze: Cloze,
  names: boolean,
  drawn: (question: DrawnFor) => {
    name: string;
    columns: readonly string[];
    domain: readonly [number, number];
  }
): Table {
  type Row = (string | number | null)[];
  const row = ({ line, name }: Found, ...rest: Row): Row => [line, ...(names ? [name] : []), ...rest];
  return {
    columns: [
      { label: 'line', format: 'count' },
      ...(names ? [{ label: 'name' }] : []),
      { label: 'kind' },
      { label: 'question' },
      { label: 'at' },
      { label: 'answer' }
    ],
    rows: [
      ...guesses.flatMap(({ prediction, entries }) =>
        entries.map((entry) =>
          row(entry, 'guess', prediction.question, '', prediction.choices[entry.answer.choice]!)
        )
      ),
      ...drawings.flatMap(({ question, entries }) => {
        const { name, columns, domain } = drawn(question);
        return entries.flatMap((entry) =>
          entry.answer.values.flatMap((value, i) =>
            value === null
              ? []
              : [row(entry, 'drawing', name, columns[i]!, domain[0] + value * (domain[1] - domain[0]))]
          )
        );
      }),
      ...lessons.flatMap(({ learner, entries }) =>
        entries.flatMap((entry) => {
          const { answer } = entry;
          const name = `${learner.label} parameters, learning rate ${learner.rate}`;
          return [
            row(entry, 'lesson', name, 'guess', answer.guess),
            row(entry, 'lesson', name, 'readings', answer.readings),
            row(entry, 'lesson', name, 'recited after', answer.recited),
            row(entry, 'lesson', name, 'bits before', answer.bits),
            ...answer.left.map((left, i) => row(entry, 'lesson', name, `left after ${READINGS[i]}`, left))
          ];
        })
      ),
      ...named.flatMap((entry) =>
        entry.answer.guesses.map(({ item, name }) =>
          row(
            entry,
            'names',
            'Who is missing?',
            cloze.items[item]!.passage,
            name === null ? 'another name' : cloze.names[name]!
          )
        )
      )
    ]
  };
}
