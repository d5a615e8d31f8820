// Lesson plans, and the handout of one of them.
import * as v from 'valibot';
import { validate } from '#lib/content/validate.ts';
import type { Guide, Task } from './guides.ts';
import type { Question, Section } from './questions.ts';
import { address, id, text } from './schema.ts';

const minutes = v.pipe(v.number(), v.integer(), v.minValue(5));

const Plans = v.array(
  v.strictObject({
    id,
    title: text,
    minutes: v.optional(minutes),
    for: text,
    before: text,
    /** Of a moot: what each side begins with. */
    sides: v.optional(
      v.array(v.strictObject({ name: text, counsel: address, expert: address, begins: text }))
    ),
    /** Published files. */
    files: v.optional(v.array(v.strictObject({ path: text, says: text }))),
    steps: v.pipe(
      v.array(
        v.strictObject({
          minutes: v.optional(minutes),
          day: v.optional(text),
          title: text,
          /** For whoever teaches. */
          does: text,
          /** For students, on the slide: in words of its own, as a guide asks it, or the task of a guide. */
          asks: v.optional(text),
          predicts: v.optional(text),
          task: v.optional(id),
          open: v.optional(address),
          /** Of the demo on the slide. */
          view: v.optional(v.literal('full'))
        })
      ),
      v.minLength(3)
    ),
    /** What an expert's report says, in order. */
    report: v.optional(v.array(text)),
    rubric: v.optional(v.array(v.strictObject({ for: text, full: text, part: text, none: text })))
  })
);

export type Plan = v.InferOutput<typeof Plans>[number];

/**
 * The plans. Throws with the name of the file for what it cannot use, for an id that occurs twice, and where the minutes of the
 * steps are not those of the plan.
 */
export function readPlans(filled: unknown, file: string): Plan[] {
  const plans = validate(Plans, filled, file);
  for (const [at, plan] of plans.entries()) {
    if (plans.findIndex(({ id }) => id === plan.id) < at)
      throw new Error(`${file}: "${plan.id}" occurs twice`);
    for (const { title, asks, predicts, task } of plan.steps)
      if ([asks, predicts, task].filter((one) => one !== undefined).length !== 1)
        throw new Error(`${file}: “${title}” of "${plan.id}" needs asks, predicts or task, one of them`);
    if (plan.minutes === undefined) {
      if (plan.steps.some(({ day, minutes }) => day === undefined || minutes !== undefined))
        throw new Error(`${file}: the steps of "${plan.id}" are days`);
      continue;
    }
    const sum = plan.steps.reduce((sum, step) => sum + (step.minutes ?? NaN), 0);
    if (sum !== plan.minutes)
      throw new Error(`${file}: the steps of "${plan.id}" take ${sum} minutes, and not ${plan.minutes}`);
  }
  return plans;
}

const Handout = v.strictObject({
  title: text,
  intro: text,
  predict: text,
  predicted: text,
  tasks: v.pipe(v.array(id), v.minLength(1)),
  questions: v.pipe(v.array(id), v.minLength(1))
});

/** The handout, with its answers. */
export interface Handout {
  title: string;
  intro: string;
  predict: string;
  predicted: string;
  tasks: Task[];
  questions: Question[];
}

/** The same without a word of an answer: all that a student's page is given. */
export interface StudentHandout {
  title: string;
  intro: string;
  predict: string;
  tasks: Pick<Task, 'id' | 'title' | 'open' | 'do'>[];
  questions: { id: string; ask: string; choices: string[] | null }[];
}

/** The handout of the tasks and questions that its file names. Throws with the name of the file where one of them is not there. */
export function readHandout(
  filled: unknown,
  guides: readonly Guide[],
  bank: readonly Section[],
  file: string
): Handout {
  const handout = validate(Handout, filled, file);
  const named = <T extends { id: string }>(all: readonly T[], ids: readonly string[], what: string): T[] =>
    ids.map((id) => {
      const found = all.find((one) => one.id === id);
      if (!found) throw new Error(`${file}: there is no ${what} "${id}"`);
      return found;
    });
  return {
    ...handout,
    tasks: named(
      guides.flatMap(({ tasks }) => tasks),
      handout.tasks,
      'task'
    ),
    questions: named(
      bank.flatMap(({ questions }) => questions),
      handout.questions,
      'question'
    )
  };
}

/** What of a handout is a student's. */
export const forStudents = ({ title, intro, predict, tasks, questions }: Handout): StudentHandout => ({
  title,
  intro,
  predict,
  tasks: tasks.map((task) => ({ id: task.id, title: task.title, open: task.open, do: task.do })),
  questions: questions.map((question) => ({
    id: question.id,
    ask: question.ask,
    choices: question.kind === 'choice' ? question.choices : null
  }))
});
