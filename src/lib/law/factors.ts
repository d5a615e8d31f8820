// The four factors of 17 U.S.C. § 107, the facts that they are argued from, and the arguments: `content/law/factors.yaml`.
// Nothing is weighed here: an argument applies or it does not.
import * as v from 'valibot';
import { validate } from '#lib/content/validate.ts';
import { bindsOthers, happenings, sure, pages, type Happening, type Law, type Use } from './cases.ts';

const text = v.pipe(v.string(), v.nonEmpty());

const Argument = v.strictObject({
  id: text,
  factor: v.picklist([1, 2, 3, 4]),
  side: v.picklist(['for', 'against', 'neutral']),
  /** The facts it is drawn from: it applies where each is one of those named. */
  when: v.pipe(
    v.record(v.string(), v.array(text)),
    v.check((when) => (when['purpose']?.length ?? 0) > 0, 'the purposes for which it is argued')
  ),
  /** The ruling or report it comes from: an event of `cases.yaml` that was not overtaken. */
  event: text,
  at: v.optional(pages),
  sure,
  /** Said of facts that were not before the court. */
  supposed: v.optional(v.literal(true)),
  /** A rule by which an appeals court decided, not how a case came out: it holds for every use, and only where it leads is argued. */
  rule: v.optional(v.literal(true)),
  text
});

const Factors = v.strictObject({
  factors: v.array(v.strictObject({ number: v.picklist([1, 2, 3, 4]), name: text, statute: text })),
  facts: v.array(
    v.strictObject({
      id: text,
      question: text,
      /** As it is named in a sentence. */
      short: text,
      options: v.pipe(v.array(v.strictObject({ id: text, label: text })), v.minLength(2))
    })
  ),
  arguments: v.array(Argument)
});

/** An argument with where it was made: the case, its court, and whom the court binds. */
export type Argument = v.InferOutput<typeof Argument> & {
  case: string;
  /** A key of `content/references.bib`. */
  source: string;
  /** Said by a part of the government: no finding of a court. */
  office: boolean;
  /** The purposes for which its own case was judged; none where no use of it was. */
  own: readonly string[];
};
export type Factors = Omit<v.InferOutput<typeof Factors>, 'arguments'> & { arguments: Argument[] };

/** The option chosen for each fact; a fact that is not there is left open. */
export type Chosen = Readonly<Record<string, string>>;

/**
 * The factors with their arguments: what YAML made of the file. Throws with file and key for a fact, an option or an
 * event that does not exist, in an argument or in the facts of a use of `law`; for an argument from a ruling that was
 * overtaken; and for a rule of what binds no other court, or of facts that were not before the court.
 */
export function readFactors(yaml: unknown, law: Law, file: string): Factors {
  const read = validate(Factors, yaml, file);
  const options = new Map(read.facts.map((fact) => [fact.id, new Set(fact.options.map(({ id }) => id))]));
  const check = (where: string, fact: string, option: string) => {
    if (!options.get(fact)?.has(option)) throw new Error(`${file}, ${where}: no option "${fact}: ${option}"`);
  };
  const events = new Map(happenings(law).map((one) => [one.event.id, one]));
  const ids = read.arguments.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw new Error(`${file}: two arguments have the same id`);
  const found = read.arguments.map((argument): Argument => {
    const { id, when, event } = argument;
    for (const [fact, some] of Object.entries(when)) for (const option of some) check(id, fact, option);
    const one = events.get(event);
    if (!one) throw new Error(`${file}, ${id}: there is no event "${event}"`);
    const later = one.event.superseded_by;
    if (later) throw new Error(`${file}, ${id}: "${later}" counts in place of "${event}"`);
    if (argument.rule && argument.supposed) throw new Error(`${file}, ${id}: a rule or supposed, not both`);
    if (argument.rule && !bindsOthers(one.court))
      throw new Error(`${file}, ${id}: a rule, but ${one.court.short} binds no other court`);
    return { ...argument, ...made(one) };
  });
  for (const use of usesOf(law)) {
    for (const [fact, option] of Object.entries(use.facts)) check(use.id, fact, option);
  }
  return { ...read, arguments: found };
}

/** Where an argument was made. */
const made = ({ case: one, event }: Happening) => ({
  case: one.id,
  source: event.source,
  office: event.kind === 'statement',
  own: [...new Set((one.uses ?? []).flatMap(({ facts }) => facts['purpose'] ?? []))]
});

/** Whether an argument is drawn from a case about another purpose than the one chosen. */
export const byAnalogy = ({ own }: Pick<Argument, 'own'>, chosen: Chosen): boolean =>
  own.length > 0 && chosen['purpose'] !== undefined && !own.includes(chosen['purpose']);

/** The uses that courts have judged, in the order of the cases. */
export const usesOf = ({ cases }: Pick<Law, 'cases'>): Use[] => cases.flatMap(({ uses = [] }) => uses);

/** Whether an argument is drawn from these facts. */
export const stands = ({ when }: Pick<Argument, 'when'>, chosen: Chosen): boolean =>
  Object.entries(when).every(
    ([fact, options]) => chosen[fact] !== undefined && options.includes(chosen[fact])
  );

/** The factors on which some argument is drawn from this fact, in order. */
export function bearsOn(factors: Pick<Factors, 'arguments'>, fact: string): number[] {
  const found = factors.arguments.filter(({ when }) => fact in when).map(({ factor }) => factor);
  return [...new Set(found)].sort();
}

/** The facts that are known on both sides and are not the same, by id. */
export function differences(a: Chosen, b: Chosen): string[] {
  return Object.keys(a).filter((fact) => b[fact] !== undefined && a[fact] !== b[fact]);
}
