import * as v from 'valibot';
import { validate } from './validate.ts';

const text = v.pipe(v.string(), v.nonEmpty());

const Corrections = v.array(
  v.strictObject({
    /** The day on which the text was changed. */
    date: v.pipe(v.string(), v.isoDate()),
    /** The slug of the chapter; "site" for every other page. */
    chapter: text,
    /** What the text said. */
    was: text,
    /** What it says now. */
    is: text,
    /** Why, and who noticed, where they wish to be named. */
    why: text
  })
);

/** A mistake on the published site, and what was done about it. */
export type Correction = v.InferOutput<typeof Corrections>[number];

/**
 * What YAML made of `content/corrections.yaml`, the newest first. Throws with the name of the file for what it cannot
 * use, and for a chapter that is not among `slugs`.
 */
export function readCorrectionsLog(yaml: unknown, slugs: readonly string[], file: string): Correction[] {
  const corrections = validate(Corrections, yaml ?? [], file);
  for (const { chapter } of corrections) {
    if (chapter !== 'site' && !slugs.includes(chapter)) {
      throw new Error(`${file}: there is no chapter "${chapter}"`);
    }
  }
  return corrections.toSorted((a, b) => b.date.localeCompare(a.date));
}
