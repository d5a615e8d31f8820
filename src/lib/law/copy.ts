// The things of `content/law/copy.yaml`: whether they hold a work as section 101 asks, element by element.
import * as v from 'valibot';
import { validate } from '#lib/content/validate.ts';
import { happenings, type Law } from './cases.ts';

const text = v.pipe(v.string(), v.nonEmpty());

/** The elements of a copy, in the order of the statute. */
export const ELEMENTS = {
  object: 'A material object',
  fixed: 'The work is fixed in it',
  lasting: 'For more than a moment',
  perceived: 'A machine can bring it back'
} as const;

export const ANSWERS = { yes: 'yes', no: 'no', open: 'open', measured: 'measured' } as const;

const Answer = v.strictObject({
  answer: v.picklist(Object.keys(ANSWERS) as (keyof typeof ANSWERS)[]),
  says: text
});

const Things = v.array(
  v.pipe(
    v.strictObject({
      id: v.pipe(v.string(), v.regex(/^[a-z]+$/, 'small letters')),
      name: text,
      /** Which of our two models it is. */
      model: v.optional(v.picklist(['raw', 'twin'])),
      object: Answer,
      fixed: Answer,
      lasting: Answer,
      perceived: Answer,
      /** What follows, and the ruling that says so. */
      so: v.strictObject({ says: text, event: text })
    }),
    v.check(
      ({ model, perceived }) => (model !== undefined) === (perceived.answer === 'measured'),
      'what is measured is of a model of ours, and of each it is'
    )
  )
);

export type Thing = v.InferOutput<typeof Things>[number];

/** How many passages a model brought back, of how many. */
export interface Measured {
  recited: number;
  passages: number;
}

/**
 * The things in the order of the file, with what was measured of our models put in. Throws with file and key for what it
 * cannot use: an event that is none of the law's, or that a later ruling replaced.
 */
export function readThings(
  yaml: unknown,
  law: Pick<Law, 'cases' | 'courts'>,
  measured: Readonly<Record<'raw' | 'twin', Measured>>,
  file: string
): Thing[] {
  const events = new Map(happenings(law).map(({ event }) => [event.id, event]));
  return validate(Things, yaml, file).map((thing) => {
    const event = events.get(thing.so.event);
    if (!event) throw new Error(`${file}, ${thing.id}: there is no event "${thing.so.event}"`);
    if (event.superseded_by)
      throw new Error(`${file}, ${thing.id}: "${event.superseded_by}" counts in place of "${event.id}"`);
    if (!thing.model) return thing;
    const { recited, passages } = measured[thing.model];
    const says = thing.perceived.says
      .replace('{recited}', recited === 0 ? 'none' : String(recited))
      .replace('{passages}', String(passages));
    return { ...thing, perceived: { ...thing.perceived, says } };
  });
}
