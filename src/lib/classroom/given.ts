// Answers as the places that ask for them have them, and as codes hold them.
import { draw, encode, MOST_NAMES, READINGS, type Answer, type DrawnFor } from './code.ts';
import { PREDICTIONS, type PredictionName } from './predictions.ts';
import { keyOf } from './question.ts';
import { hash } from './symbols.ts';

/** What a student answered. */
export type Given =
  | { kind: 'guess'; prediction: PredictionName; choices: readonly string[]; choice: string }
  | {
      kind: 'drawing';
      question: DrawnFor;
      columns: readonly Column[];
      /** First and last value of the axis. */
      domain: readonly [number, number];
      /** By column, on the axis; null where nothing was drawn. */
      values: readonly (number | null)[];
    }
  | {
      kind: 'lesson';
      /** Tells one lesson from the next; it is not in the code. */
      sentence: string;
      model: string;
      rate: number;
      guess: number | null;
      asked: number;
      /** What the model knew before the lesson and after each step. */
      points: readonly Step[];
    }
  | {
      kind: 'names';
      /** All passages that can be asked for, and the names that are offered. */
      passages: readonly string[];
      names: readonly string[];
      /** What was guessed, in the order in which it was; of a passage the first counts. */
      guesses: readonly { passage: string; name: string }[];
    };

interface Column {
  copies: number;
  level: number | null;
}

interface Step {
  kind: 'read' | 'other' | 'unlearn' | null;
  /** What the rest of the sentence costs. */
  bits: number;
  /** Tokens right, from the first. */
  matched: number;
}

/** Tells choices apart from those that a question had, or will have, at another time. */
export const choicesHash = (choices: readonly string[]): number =>
  hash(choices.map((choice) => choice.replace(/\s+/g, ' ').trim()).join('\n'), 10);

/** The same of the columns of a plot. */
export const columnsHash = (columns: readonly Column[]): number =>
  hash(columns.map(({ copies, level }) => `${copies} ${level ?? ''}`).join('\n'), 10);

/** Names a model and a learning rate. */
export const learnerHash = (model: string, rate: number): number => hash(`${model} ${rate}`, 20);

/** Tells passages and names apart from those of another time. */
export const namesHash = (passages: readonly string[], names: readonly string[]): number =>
  hash([...passages, '', ...names].join('\n'), 20);

/** A lesson's first row of readings, as codes tell it; null before the first of them. */
export function lessonOf({
  model,
  rate,
  guess,
  asked,
  points
}: Omit<Extract<Given, { kind: 'lesson' }>, 'kind' | 'sentence'>): Extract<
  Answer,
  { kind: 'lesson' }
> | null {
  const end = points.findIndex(({ kind }, i) => i > 0 && kind !== 'read');
  const [before, ...row] = end < 0 ? points : points.slice(0, end);
  if (!before || row.length === 0 || !(before.bits > 0)) return null;
  const at = row.findIndex(({ matched }) => matched === asked);
  return {
    kind: 'lesson',
    learner: learnerHash(model, rate),
    asked,
    bits: before.bits,
    readings: row.length,
    recited: at < 0 ? null : at + 1,
    guess,
    left: READINGS.filter((reading) => reading <= row.length).map(
      (reading) => row[reading - 1]!.bits / before.bits
    )
  };
}

/** An answer as its code holds it; null where there is nothing to hand in yet. */
export function answerOf(given: Given): Answer | null {
  switch (given.kind) {
    case 'guess':
      return {
        kind: 'guess',
        prediction: PREDICTIONS.indexOf(given.prediction),
        choice: given.choices.indexOf(given.choice),
        choices: choicesHash(given.choices)
      };
    case 'drawing': {
      const { question, columns, domain, values } = given;
      if (values.every((value) => value === null)) return null;
      const [low, high] = domain;
      return {
        kind: 'drawing',
        question,
        columns: columnsHash(columns),
        values: values.map((value) => (value === null ? null : (value - low) / (high - low)))
      };
    }
    case 'lesson':
      return lessonOf(given);
    case 'names': {
      const { passages, names, guesses } = given;
      const first = guesses.filter(
        ({ passage }, at) => guesses.findIndex((other) => other.passage === passage) === at
      );
      if (first.length === 0) return null;
      return {
        kind: 'names',
        list: namesHash(passages, names),
        guesses: first.slice(0, MOST_NAMES).map(({ passage, name }) => {
          const at = names.findIndex((offered) => offered.toLowerCase() === name.toLowerCase());
          return { item: passages.indexOf(passage), name: at < 0 ? null : at };
        })
      };
    }
  }
}

/** What an answer is an answer to: nothing that the student wrote. */
export function subjectOf(given: Given): string {
  switch (given.kind) {
    case 'guess':
      return `guess ${given.prediction}`;
    case 'drawing':
      return `drawing ${keyOf(given.question)}`;
    case 'lesson':
      return `lesson ${given.model} ${given.rate}`;
    case 'names':
      return 'names';
  }
}

/** The random numbers of this visit: a later answer to one question, or a later look at one lesson, replaces the earlier. */
const randoms = new Map<string, number>();

/** The code of an answer; null where there is nothing to hand in yet. */
export function codeOf(given: Given): string | null {
  const answer = answerOf(given);
  if (!answer) return null;
  const key = `${subjectOf(given)} ${given.kind === 'lesson' ? given.sentence : ''}`;
  const random = randoms.get(key) ?? draw();
  randoms.set(key, random);
  return encode(answer, random);
}
