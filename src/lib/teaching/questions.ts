// The bank of questions: one file, from which the page, the handout and the downloads for course systems are made.
import * as v from 'valibot';
import { validate } from '#lib/content/validate.ts';
import { id, text } from './schema.ts';

const common = {
  id,
  /** The slug of the chapter that answers it. */
  chapter: text,
  ask: text
};

const Question = v.variant('kind', [
  v.strictObject({
    ...common,
    kind: v.literal('choice'),
    choices: v.pipe(v.array(text), v.minLength(3), v.maxLength(5)),
    /** Which of the choices is right, counted from 0. */
    answer: v.pipe(v.number(), v.integer(), v.minValue(0)),
    why: text
  }),
  v.strictObject({
    ...common,
    kind: v.literal('number'),
    /** The right number, in digits. */
    value: v.pipe(v.string(), v.regex(/^\d+(\.\d+)?$/, 'a number in digits')),
    /** How far from it an answer may lie. */
    within: v.pipe(v.string(), v.regex(/^\d+(\.\d+)?$/, 'a number in digits')),
    why: text
  }),
  v.strictObject({
    ...common,
    kind: v.literal('open'),
    /** What a good answer says. */
    model: text
  })
]);

export type Question = v.InferOutput<typeof Question>;

/** A chapter with its questions. */
export interface Section {
  number: number;
  slug: string;
  title: string;
  questions: Question[];
}

/** What a teacher reads behind a question. */
export const answerOf = (question: Question): string => {
  switch (question.kind) {
    case 'choice':
      return `${question.choices[question.answer]!.replace(/\.$/, '')}. ${question.why}`;
    case 'number':
      return `${question.value}. ${question.why}`;
    case 'open':
      return question.model;
  }
};

/**
 * The questions by chapter, in the order of the chapters and of the file. Throws with the name of the file for what it
 * cannot use, for an id that occurs twice, for a chapter that is not there, or has none, and for an answer without a choice.
 *
 * @param filled what YAML made of the file, its numbers filled in
 */
export function readQuestions(
  filled: unknown,
  chapters: readonly Omit<Section, 'questions'>[],
  file: string
): Section[] {
  const questions = validate(v.array(Question), filled, file);
  const ids = new Set<string>();
  for (const question of questions) {
    const fault = (what: string) => new Error(`${file}: "${question.id}" ${what}`);
    if (ids.has(question.id)) throw fault('occurs twice');
    ids.add(question.id);
    if (!chapters.some(({ slug }) => slug === question.chapter))
      throw fault(`is of a chapter "${question.chapter}", which is not there`);
    if (question.kind !== 'choice') continue;
    if (question.choices[question.answer] === undefined) throw fault(`has no choice ${question.answer}`);
    if (new Set(question.choices).size < question.choices.length) throw fault('offers a choice twice');
  }
  return chapters.map(({ number, slug, title }) => {
    const own = questions.filter(({ chapter }) => chapter === slug);
    if (own.length === 0) throw new Error(`${file}: there is no question of the chapter "${slug}"`);
    return { number, slug, title, questions: own };
  });
}
