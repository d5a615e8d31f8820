// The four factors of 17 U.S.C. § 107, the facts that they are argued from, and the arguments: `content/law/factors.yaml`.
// Nothing is weighed here: an argument stands or it does not.
import * as v from 'valibot';
import { validate } from '#lib/content/validate.ts';
import type { Law, Use } from './cases.ts';

const text = v.pipe(v.string(), v.nonEmpty());

const Argument = v.strictObject({
  id: text,
  factor: v.picklist([1, 2, 3, 4]),
  side: v.picklist(['for', 'against', 'neutral']),
  /** The facts it is drawn from: it stands where each is one of those named. */
  when: v.pipe(
    v.record(v.string(), v.array(text)),
    v.check((when) => Object.keys(when).length > 0, 'at least one fact')
  ),
  /** The id of a case of `cases.yaml`. */
  case: text,
  /** A key of `content/references.bib`. */
  source: text,
  /** Said by an agency: no finding of a court. */
  from: v.optional(v.literal('office')),
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

export type Argument = v.InferOutput<typeof Argument>;
export type Factors = v.InferOutput<typeof Factors>;

/** The option chosen for each fact; a fact that is not there is left open. */
export type Chosen = Readonly<Record<string, string>>;

/**
 * The factors with their arguments: what YAML made of the file. Throws with file and key for a fact, an option, a case
 * or a source that does not exist, in an argument or in the facts of a use of `law`.
 */
export function readFactors(
  yaml: unknown,
  law: Law,
  references: ReadonlyMap<string, unknown>,
  file: string
): Factors {
  const read = validate(Factors, yaml, file);
  const options = new Map(read.facts.map((fact) => [fact.id, new Set(fact.options.map(({ id }) => id))]));
  const check = (where: string, fact: string, option: string) => {
    if (!options.get(fact)?.has(option)) throw new Error(`${file}, ${where}: no option "${fact}: ${option}"`);
  };
  const cases = new Set(law.cases.map(({ id }) => id));
  const ids = read.arguments.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw new Error(`${file}: two arguments have the same id`);
  for (const { id, when, case: name, source } of read.arguments) {
    for (const [fact, some] of Object.entries(when)) for (const option of some) check(id, fact, option);
    if (!cases.has(name)) throw new Error(`${file}, ${id}: there is no case "${name}"`);
    if (!references.has(source)) throw new Error(`${file}, ${id}: unknown source, "${source}"`);
  }
  for (const use of usesOf(law)) {
    for (const [fact, option] of Object.entries(use.facts)) check(use.id, fact, option);
  }
  return read;
}

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
