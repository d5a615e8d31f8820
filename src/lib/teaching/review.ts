// What an institution asks before a course may use a site.
import * as v from 'valibot';
import { validate } from '#lib/content/validate.ts';
import { text } from './schema.ts';

/** How a result was reached, in the reader's words. */
export const HOW = {
  test: 'tested with every change',
  script: 'looked at once, by a script',
  review: 'read over',
  none: 'not looked at'
} as const;

const Report = v.strictObject({
  date: v.pipe(v.string(), v.isoDate()),
  criteria: v.array(
    v.strictObject({
      id: v.pipe(v.string(), v.regex(/^[1-4]\.[1-5]\.\d\d?$/, 'a success criterion such as 1.4.3')),
      name: text,
      level: v.picklist(['A', 'AA']),
      result: v.picklist([
        'Supports',
        'Partially Supports',
        'Does Not Support',
        'Not Applicable',
        'Not Evaluated'
      ]),
      how: v.picklist(Object.keys(HOW) as (keyof typeof HOW)[]),
      remarks: v.string()
    })
  )
});

export type ConformanceReport = v.InferOutput<typeof Report>;

/** Success criteria of WCAG 2.2 at levels A and AA; 4.1.1 is obsolete. */
const CRITERIA = { A: 31, AA: 24 } as const;

const order = (id: string) => id.split('.').reduce((sum, part) => 100 * sum + Number(part), 0);

/** The report. Throws with the name of the file for what it cannot use, and unless every criterion is there once, in order. */
export function readConformance(yaml: unknown, file: string): ConformanceReport {
  const report = validate(Report, yaml, file);
  for (const level of ['A', 'AA'] as const) {
    const ids = report.criteria.filter((of) => of.level === level).map(({ id }) => id);
    if (new Set(ids).size !== CRITERIA[level])
      throw new Error(
        `${file}: WCAG 2.2 has ${CRITERIA[level]} criteria at level ${level}, and not ${ids.length}`
      );
  }
  for (const [at, { id, result, how }] of report.criteria.entries()) {
    if (at > 0 && order(report.criteria[at - 1]!.id) >= order(id))
      throw new Error(`${file}: ${id} is out of order`);
    if ((how === 'none') !== (result === 'Not Evaluated'))
      throw new Error(`${file}: ${id} is said to be “${result}” and “${HOW[how]}”`);
  }
  return report;
}

const Review = v.array(
  v.strictObject({ topic: text, asks: v.array(v.strictObject({ ask: text, answer: text })) })
);

export type Review = v.InferOutput<typeof Review>;

/** The questions of a review, by topic. Throws with the name of the file for what it cannot use. */
export const readReview = (yaml: unknown, file: string): Review => validate(Review, yaml, file);
