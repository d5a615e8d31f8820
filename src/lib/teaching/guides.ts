// The guides: for each chapter what to ask beforehand, what to do in the demos, what to talk about, and what people get wrong.
import * as v from 'valibot';
import { validate } from '#lib/content/validate.ts';
import { address, id, text } from './schema.ts';

const minutes = v.pipe(v.number(), v.integer(), v.minValue(5), v.maxValue(60));

const Task = v.strictObject({ id, title: text, minutes, open: address, do: text, answer: text });

const Guides = v.array(
  v.strictObject({
    /** The slug of the chapter. */
    chapter: text,
    /** What to have students predict, and what to do with it. */
    predict: v.strictObject({ ask: text, then: text }),
    tasks: v.pipe(v.array(Task), v.minLength(2), v.maxLength(4)),
    discuss: v.pipe(
      v.array(v.strictObject({ side: v.picklist(['technical', 'legal']), ask: text, listen: text })),
      v.minLength(2)
    ),
    misconceptions: v.pipe(
      v.array(v.strictObject({ thinks: text, answer: text, open: address })),
      v.minLength(1)
    )
  })
);

export type Task = v.InferOutput<typeof Task>;
export type Guide = v.InferOutput<typeof Guides>[number];

/** Minutes for a prediction and for a question to talk about. */
const PREDICT = 5;
const DISCUSS = 10;

/** Minutes that the whole guide takes in class. */
export const minutesOf = ({ tasks, discuss }: Pick<Guide, 'tasks' | 'discuss'>): number =>
  PREDICT + tasks.reduce((sum, task) => sum + task.minutes, 0) + DISCUSS * discuss.length;

/**
 * The guides in the order of the chapters. Throws with the name of the file for what it cannot use, and unless there is one
 * guide for each chapter, and ids of tasks are of one task each.
 *
 * @param filled what YAML made of the file, its numbers filled in
 */
export function readGuides(filled: unknown, slugs: readonly string[], file: string): Guide[] {
  const guides = validate(Guides, filled, file);
  const chapters = guides.map(({ chapter }) => chapter);
  if (JSON.stringify(chapters) !== JSON.stringify(slugs))
    throw new Error(`${file}: there must be one guide for each chapter, in their order: ${slugs.join(', ')}`);
  const ids = guides.flatMap(({ tasks }) => tasks.map((task) => task.id));
  const twice = ids.find((id, at) => ids.indexOf(id) < at);
  if (twice !== undefined) throw new Error(`${file}: two tasks are called "${twice}"`);
  return guides;
}
