// The things of `content/law/copy.yaml`: whether they hold a work as section 101 asks, element by element.
import * as v from 'valibot';
import { validate } from '#lib/content/validate.ts';
import { addressOf, cite } from './bluebook.ts';
import { happenings, pages, STANDS, type Happening, type Law } from './cases.ts';

const text = v.pipe(v.string(), v.nonEmpty());

/** The elements of a copy, in the order of the statute. */
export const ELEMENTS = {
  object: 'A material object',
  fixed: 'The work is fixed in it',
  lasting: 'For more than a moment',
  perceived: 'A machine can bring it back'
} as const;

/** The same as questions, with the words of the statute that each turns on. */
export const QUESTIONS: Readonly<Record<keyof typeof ELEMENTS, { asks: string; statute: string }>> = {
  object: { asks: 'Is it a material object?', statute: '“material objects”' },
  fixed: {
    asks: 'Is the work fixed in it?',
    statute: '“in which a work is fixed by any method now known or later developed”'
  },
  lasting: {
    asks: 'Is it there for more than a moment?',
    statute: '“for a period of more than transitory duration”'
  },
  perceived: {
    asks: 'Can a machine bring the work back?',
    statute:
      '“perceived, reproduced, or otherwise communicated, either directly or with the aid of a machine or device”'
  }
};

export type ElementId = keyof typeof ELEMENTS;
export const ELEMENT_IDS = Object.keys(ELEMENTS) as ElementId[];

export const ANSWERS = { yes: 'yes', no: 'no', open: 'open', measured: 'measured' } as const;

const Said = v.pipe(
  v.strictObject({
    says: text,
    /** The event of `cases.yaml` at which it was said, and the pages where that event names others. */
    event: v.optional(text),
    at: v.optional(pages),
    /** Whether the statute says it. What neither it nor a court says is our reading. */
    statute: v.optional(v.literal(true))
  }),
  v.check(({ event, statute }) => !(event && statute), 'said by a court or by the statute, not by both'),
  v.check(({ event, at }) => event !== undefined || at === undefined, 'pages of an event')
);

const Answer = v.strictObject({
  answer: v.picklist(Object.keys(ANSWERS) as (keyof typeof ANSWERS)[]),
  /** In a few words, for the table. */
  says: text,
  statements: v.pipe(v.array(Said), v.minLength(1)),
  /** What none of the statements settles. */
  open: v.optional(text)
});

const Things = v.array(
  v.pipe(
    v.strictObject({
      id: v.pipe(v.string(), v.regex(/^[a-z]+$/, 'lowercase letters')),
      /** Its name where there is little room. */
      short: text,
      name: text,
      /** What it is, in a sentence. */
      what: text,
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

type Read = v.InferOutput<typeof Things>[number];

/** Who said something: a court or an office, with its citation; the statute; or else we. */
export type Source =
  | { by: 'statute' | 'us' }
  | {
      by: 'court';
      event: string;
      citation: string;
      address: string | undefined;
      /** Whether it was read in the document itself. */
      read: boolean;
      /** Where the case stands if it is not over, and as of which day. */
      stands: string | undefined;
      as_of: string;
    };

export interface Statement {
  says: string;
  source: Source;
}

/** What is to be said of one element. */
export interface Judged {
  answer: keyof typeof ANSWERS;
  says: string;
  statements: Statement[];
  open?: string | undefined;
}

export interface Thing
  extends Pick<Read, 'id' | 'short' | 'name' | 'what' | 'model'>, Record<ElementId, Judged> {
  so: Statement & { event: string };
}

/** How many passages a model brought back, of how many. */
export interface Measured {
  recited: number;
  passages: number;
}

const courtOf = ({ event, case: one, court }: Happening, at?: string): Source => ({
  by: 'court',
  event: event.id,
  citation: cite(one, event, court, at ?? event.at),
  address: addressOf(event),
  read: event.sure === 'primary',
  stands: ['decided', 'statement'].includes(one.status.stands) ? undefined : STANDS[one.status.stands],
  as_of: one.status.as_of
});

/**
 * The things in the order of the file, with what was measured of our models put in. Throws with file and key for what it
 * cannot use: an event that is none of the law's, or that was overtaken.
 */
export function readThings(
  yaml: unknown,
  law: Pick<Law, 'cases' | 'courts'>,
  measured: Readonly<Record<'raw' | 'twin', Measured>>,
  file: string
): Thing[] {
  const events = new Map(happenings(law).map((one) => [one.event.id, one]));
  return validate(Things, yaml, file).map(({ so, ...thing }) => {
    const source = (id: string, at?: string): Source => {
      const found = events.get(id);
      if (!found) throw new Error(`${file}, ${thing.id}: there is no event "${id}"`);
      const later = found.event.superseded_by;
      if (later) throw new Error(`${file}, ${thing.id}: "${later}" counts in place of "${id}"`);
      return courtOf(found, at);
    };
    const fill = (says: string) => {
      if (!thing.model) return says;
      const { recited, passages } = measured[thing.model];
      return says
        .replace('{recited}', recited === 0 ? 'none' : String(recited))
        .replace('{passages}', String(passages));
    };
    const judged = ({ statements, says, ...answer }: Read[ElementId]): Judged => ({
      ...answer,
      says: fill(says),
      statements: statements.map(({ says, event, at, statute }) => ({
        says,
        source: event !== undefined ? source(event, at) : { by: statute ? 'statute' : 'us' }
      }))
    });
    return {
      ...thing,
      object: judged(thing.object),
      fixed: judged(thing.fixed),
      lasting: judged(thing.lasting),
      perceived: judged(thing.perceived),
      so: { ...so, source: source(so.event) }
    };
  });
}
