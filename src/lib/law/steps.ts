// The questions of `content/law/steps.yaml`: what a court asks, in order, and what the cases said of each.
import * as v from 'valibot';
import { validate } from '#lib/content/validate.ts';
import { happenings, type Law } from './cases.ts';

const text = v.pipe(v.string(), v.nonEmpty());

const Steps = v.pipe(
  v.array(
    v.strictObject({
      id: v.pipe(v.string(), v.regex(/^[a-z]+$/, 'lowercase letters')),
      question: v.pipe(text, v.endsWith('?')),
      /** What the question means, in a few words. */
      asks: text,
      /** On whom the burden lies. */
      proves: text,
      /** What was said of it at which event, in a few words, and the party by which the case goes. */
      cases: v.pipe(v.array(v.strictObject({ event: text, name: text, says: text })), v.minLength(1))
    })
  ),
  v.minLength(1)
);

/** A question, and the cases that met it. */
export type Step = v.InferOutput<typeof Steps>[number];

/**
 * The questions in the order of the file. Throws with file and key for what it cannot use: an event that is none of the
 * law's, or that was overtaken.
 */
export function readSteps(yaml: unknown, law: Pick<Law, 'cases' | 'courts'>, file: string): Step[] {
  const events = new Map(happenings(law).map((one) => [one.event.id, one]));
  const steps = validate(Steps, yaml, file);
  for (const { id, cases } of steps) {
    for (const { event, name } of cases) {
      const found = events.get(event);
      if (!found) throw new Error(`${file}, ${id}: there is no event "${event}"`);
      const later = found.event.superseded_by;
      if (later) throw new Error(`${file}, ${id}: "${later}" counts in place of "${event}"`);
      if (!found.case.name.includes(name))
        throw new Error(`${file}, ${id}: "${found.case.name}" is not "${name}"`);
    }
  }
  return steps;
}
