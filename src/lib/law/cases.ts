// The cases of `content/law/cases.yaml`: what is alleged, what was held, and where each stands as of which day.
import * as v from 'valibot';
import type { Reference } from '#lib/content/bibliography.ts';
import { validate } from '#lib/content/validate.ts';
import { PartialDate } from './dates.ts';

const text = v.pipe(v.string(), v.nonEmpty());
const id = v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/, 'lowercase letters, digits and hyphens'));
const isoDay = v.pipe(v.string(), v.isoDate());

/** The lines of the timeline, from top to bottom. */
export const LANES = {
  appeals: 'US appeals courts and Supreme Court',
  california: 'Trial courts, California',
  'new-york': 'Trial court, New York',
  'other-us': 'Other US trial courts',
  'us-government': 'US government',
  uk: 'United Kingdom',
  germany: 'Germany',
  eu: 'European Union',
  others: 'Canada, China, India'
} as const;
export type Lane = keyof typeof LANES;

/** What happened, in the reader's words. What is said of a filing is what one party alleges. */
export const KINDS = {
  filed: 'suit filed',
  referred: 'question referred',
  pleading: 'ruling on the pleadings',
  ruling: 'ruling',
  'not-final': 'ruling under appeal',
  'first-instance': 'ruling, not known to be final',
  order: 'order along the way',
  settlement: 'settlement',
  hearing: 'motions or hearing',
  statement: 'statement of an office',
  statute: 'statute',
  scheduled: 'date set'
} as const;
export type Kind = keyof typeof KINDS;

export const TOPICS = {
  'fair-use': 'fair use',
  memorization: 'memorization and outputs',
  liability: 'who answers for users',
  'data-mining': 'exceptions for data mining'
} as const;
export type Topic = keyof typeof TOPICS;

/** Where a case stands on the day of its status. */
export const STANDS = {
  pending: 'waiting for a ruling',
  appeal: 'on its way through the appeals courts',
  decided: 'decided',
  settled: 'settled',
  unknown: 'not known',
  statement: 'a statement, not a case'
} as const;

/** What of a case was compared with other accounts of it. */
export const COMPARED = {
  docket: 'the docket number',
  judges: 'the judges',
  citation: 'the citation'
} as const;

/** What became of a ruling that a later one counts in place of, in the words before the later one's name. */
export const OVERTAKEN = {
  /** On appeal, in the same result. */
  affirmed: 'Affirmed, on other grounds in whole or in part, by',
  /** On appeal, in the other result. */
  reversed: 'Reversed by',
  /** By the court that had made it, in the same case. */
  revised: 'Revised by',
  /** By a higher court in another case. */
  elsewhere: 'Overtaken, in another case, by'
} as const;

/** How a use came out, all factors together. */
export const OUTCOMES = {
  fair: 'fair use',
  'likely-fair': 'likely fair use',
  'not-fair': 'not fair use',
  open: 'sent back, open',
  part: 'one factor decided'
} as const;

/** Where a factor pointed. */
export const STANCES = {
  for: 'for fair use',
  against: 'against',
  neutral: 'neither way',
  open: 'left open'
} as const;

const keys = <T extends Record<string, string>>(of: T) => v.picklist(Object.keys(of) as (keyof T & string)[]);

const Court = v.strictObject({
  id,
  name: text,
  short: text,
  country: text,
  lane: keys(LANES),
  /** As citations abbreviate it. */
  bluebook: text,
  /** Whom its rulings bind, after "binds". */
  binds: text
});

/** Read in the document itself, or in what others say of it. */
export const sure = v.picklist(['primary', 'secondary']);
/** Pages of the paper that an event names, or its paragraphs. */
export const pages = v.pipe(v.string(), v.regex(/^(¶+ )?\d/, 'pages such as 28–31, or ¶ 98'));

const Event = v.pipe(
  v.strictObject({
    id,
    date: PartialDate,
    /** What is to be known of the date, such as that sources differ. */
    date_note: v.optional(text),
    kind: keys(KINDS),
    /** Where it happened, if not in the court of the case. */
    court: v.optional(id),
    /** In a few words, for the timeline. */
    title: text,
    /** One sentence or two. */
    said: text,
    /** What was said of memorization, if anything. */
    memorization: v.optional(text),
    /** A key of `content/references.bib`. */
    source: text,
    topics: v.array(keys(TOPICS)),
    sure,
    /** Who wrote the ruling, or sat. */
    judges: v.optional(v.pipe(v.array(text), v.minLength(1))),
    /** Its number, if it is not that of the case. */
    docket: v.optional(text),
    /** The name that citations give it, if that is not the name of the case. */
    cite_as: v.optional(text),
    /** Where it is printed, as "510 U.S. 569". */
    reporter: v.optional(v.pipe(v.string(), v.regex(/^\d+ \S.* \d+$/, 'volume, reporter and page'))),
    /** Which paper of the docket it is, as "ECF No. 231": its pages are the ones that are named. */
    document: v.optional(text),
    /** The pages that support what is said of it. */
    at: v.optional(pages),
    url: v.optional(v.pipe(v.string(), v.url())),
    /** How it is cited, where the rule for United States courts does not say. */
    citation: v.optional(text),
    /** Whom it binds, after "binds", where that is not whom its court binds. */
    binds: v.optional(text),
    /** The later ruling that counts in its place: the build shows no holding of this one as the law. */
    superseded_by: v.optional(id),
    /** What the later ruling did with it. */
    superseded_how: v.optional(keys(OVERTAKEN)),
    /** The ruling that this one was an appeal from. */
    follows: v.optional(id)
  }),
  v.check(
    ({ superseded_by: by, superseded_how: how }) => (by === undefined) === (how === undefined),
    'a ruling that was overtaken says both by which and how'
  )
);

const Finding = v.strictObject({
  factor: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4)),
  stance: keys(STANCES),
  degree: v.optional(v.picklist(['slightly', 'strongly'])),
  said: text,
  sure,
  at: v.optional(pages)
});

/** One use of works that a court judged: its facts as `factors.yaml` names them, and how each factor came out. */
const Use = v.strictObject({
  id,
  name: text,
  outcome: keys(OUTCOMES),
  /** The event at which it was judged, whose source is the source of the findings. */
  event: id,
  facts: v.record(v.string(), text),
  factors: v.pipe(
    v.array(Finding),
    v.minLength(1),
    v.check(
      (findings) => new Set(findings.map(({ factor }) => factor)).size === findings.length,
      'each factor once'
    )
  )
});

const Case = v.pipe(
  v.strictObject({
    id,
    group: v.picklist(['ai', 'office', 'precedent', 'copy']),
    /** What agrees with other public accounts; the rest was not compared. */
    compared: v.optional(v.array(keys(COMPARED))),
    name: text,
    court: id,
    /** Its number in that court; a statement has none. */
    docket: v.optional(text),
    /** Its name as citations have it. */
    cite_as: text,
    /** What a party alleges or asks. */
    alleged: v.optional(text),
    /** What a court held, or an office said. */
    held: v.optional(text),
    /** Where it stood on the day `as_of`. */
    status: v.strictObject({ text, as_of: isoDay, stands: keys(STANDS) }),
    events: v.pipe(v.array(Event), v.minLength(1)),
    uses: v.optional(v.array(Use))
  }),
  v.check(({ alleged, held }) => Boolean(alleged ?? held), 'what is alleged or what was held')
);

const Law = v.strictObject({
  as_of: isoDay,
  /** The day on which we looked again, and reached nothing of a day after `as_of`. */
  sought_on: isoDay,
  /** The day of the comparisons that `compared` tells of. */
  compared_on: isoDay,
  courts: v.array(Court),
  cases: v.array(Case)
});

export type Court = v.InferOutput<typeof Court>;
export type LawEvent = v.InferOutput<typeof Event>;
export type Finding = v.InferOutput<typeof Finding>;
export type Use = v.InferOutput<typeof Use>;
export type LawCase = v.InferOutput<typeof Case>;
export type Law = v.InferOutput<typeof Law>;

/** Where a factor pointed, as "slightly against". */
export const sayFinding = ({ stance, degree }: Finding): string =>
  `${degree ? `${degree} ` : ''}${STANCES[stance]}`;

/** The works that the cases cite, by key, as a page carries them. */
export type Sources = Record<string, Reference>;

/** Throws, naming the file, where two of `ids` are the same. */
function distinct(ids: readonly string[], what: string, file: string) {
  const twice = ids.find((one, at) => ids.indexOf(one) !== at);
  if (twice !== undefined) throw new Error(`${file}: two ${what} have the id "${twice}"`);
}

/**
 * The cases, in the order of the file: what YAML made of it. Throws with file and key for what it cannot use: an
 * unknown court, a use without its event or of a ruling that was overtaken, a source that is not among
 * `references`.
 */
export function readCases(yaml: unknown, references: ReadonlyMap<string, unknown>, file: string): Law {
  const law = validate(Law, yaml, file);
  const courts = new Set(law.courts.map((court) => court.id));
  distinct(
    law.courts.map((court) => court.id),
    'courts',
    file
  );
  distinct(
    law.cases.flatMap((one) => [one.id, ...(one.uses ?? []).map((use) => use.id)]),
    'cases or uses',
    file
  );
  distinct(
    law.cases.flatMap(({ events }) => events.map((event) => event.id)),
    'events',
    file
  );
  const dates = new Map(law.cases.flatMap(({ events }) => events.map((event) => [event.id, event.date])));
  const all = new Map(
    law.cases.flatMap((one) => one.events.map((event) => [event.id, { event, of: one.id }] as const))
  );
  for (const { id, court, docket, events, uses = [] } of law.cases) {
    for (const name of [court, ...events.flatMap((event) => event.court ?? [])]) {
      if (!courts.has(name)) throw new Error(`${file}, ${id}: there is no court "${name}"`);
    }
    for (const event of events) {
      if (!references.has(event.source)) throw new Error(`${file}, ${id}: unknown source, "${event.source}"`);
      if (!(event.docket ?? docket ?? event.citation)) {
        throw new Error(`${file}, ${event.id}: neither a docket number nor a citation`);
      }
      const [later, earlier] = [event.superseded_by, event.follows];
      if (later !== undefined && !(dates.get(later)! > event.date)) {
        throw new Error(`${file}, ${event.id}: no later event "${later}" overtakes it`);
      }
      const how = event.superseded_how;
      if (how && !fits(how, event, id, all.get(later!)!)) {
        throw new Error(`${file}, ${event.id}: "${how}" does not fit "${later}"`);
      }
      if (earlier !== undefined && !(dates.get(earlier)! < event.date)) {
        throw new Error(`${file}, ${event.id}: no earlier event "${earlier}" to follow`);
      }
    }
    for (const use of uses) {
      const event = events.find((one) => one.id === use.event);
      if (!event) throw new Error(`${file}, ${use.id}: the case has no event "${use.event}"`);
      if (event.superseded_by) {
        throw new Error(`${file}, ${use.id}: "${event.superseded_by}" counts in place of "${use.event}"`);
      }
    }
  }
  return law;
}

/** Whether a later event can have done that with a ruling of the case `of`: only an appeal affirms or reverses. */
function fits(
  how: keyof typeof OVERTAKEN,
  { id }: Pick<LawEvent, 'id'>,
  of: string,
  later: { event: Pick<LawEvent, 'follows'>; of: string }
): boolean {
  if (how === 'elsewhere') return later.of !== of;
  return later.of === of && (later.event.follows === id) === (how !== 'revised');
}

/** An event with its case and its court. */
export interface Happening {
  event: LawEvent;
  case: LawCase;
  court: Court;
}

/** Every event of every case, the earliest first. */
export function happenings({ cases, courts }: Pick<Law, 'cases' | 'courts'>): Happening[] {
  const court = new Map(courts.map((one) => [one.id, one]));
  return cases
    .flatMap((one) =>
      one.events.map((event) => ({ event, case: one, court: court.get(event.court ?? one.court)! }))
    )
    .toSorted((a, b) => a.event.date.localeCompare(b.event.date));
}

/** Whether an event is a ruling, which binds somebody or persuades. */
export const bindsAnyone = ({ kind }: Pick<LawEvent, 'kind'>): boolean =>
  ['ruling', 'not-final', 'first-instance', 'pleading', 'order', 'statement'].includes(kind);

/** Whether a court’s rules bind other courts: an appeals court’s, and not a trial court’s or an office’s view. */
export const bindsOthers = ({ binds }: Pick<Court, 'binds'>): boolean => !binds.startsWith('no ');

/** The event that counts in place of this one, if any. */
export const laterOf = (all: readonly Happening[], { superseded_by }: LawEvent): Happening | undefined =>
  all.find(({ event }) => event.id === superseded_by);

/** What a reader may filter for. */
export const FILTERS = {
  all: 'everything',
  'fair-use': 'fair use',
  memorization: 'memorization and outputs',
  liability: 'who answers for users',
  abroad: 'outside the US'
} as const;
export type Filter = keyof typeof FILTERS;

/** Whether an event passes the reader's filter. */
export function passes(filter: Filter, { event, court }: Pick<Happening, 'event' | 'court'>): boolean {
  if (filter === 'all') return true;
  if (filter === 'abroad') return court.country !== 'United States';
  return event.topics.includes(filter);
}
