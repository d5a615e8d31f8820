import * as v from 'valibot';
import { validate } from './validate.ts';

const text = v.pipe(v.string(), v.nonEmpty());

const Facts = v.array(
  v.strictObject({
    /** What is claimed, in a sentence of its own. */
    claim: text,
    /** The numbers of it, exactly as the prose writes them; none for a statement without a number. */
    values: v.array(text),
    /** The key of an entry of `content/references.bib`. */
    source: text,
    /** Where in the source: a section, a page, a table. */
    where: v.optional(text),
    /** When the source was published: "2021", "2021-08" or "2021-08-11". */
    date: v.pipe(v.string(), v.regex(/^\d{4}(-\d\d(-\d\d)?)?$/, 'a year, a month or a day such as 2021-08')),
    /**
     * How sure we are: read in the source itself, in what others say of it, read off its figure, or worked out from
     * its numbers.
     */
    sure: v.picklist(['primary', 'secondary', 'digitized', 'computed']),
    /** The day of which a statement about the law is true. */
    as_of: v.optional(v.pipe(v.string(), v.isoDate()))
  })
);

/** The backing of those numbers of a chapter that are not our own. */
export type Fact = v.InferOutput<typeof Facts>[number];

/** What a record says of its source and of how well we know it. */
export type Known = Pick<Fact, 'source'> & { sure: string };

/** The sources that are known only from what others say of them: every record of theirs is secondary. */
export function toldByOthers(facts: readonly Known[]): string[] {
  const bySource = Map.groupBy(facts, ({ source }) => source);
  return [...bySource].flatMap(([source, of]) =>
    of.every(({ sure }) => sure === 'secondary') ? [source] : []
  );
}

/**
 * The records of one chapter: what YAML made of `content/facts/<slug>.yaml`.
 * Throws with file and key for what it cannot use, and for a source that is not among `references`.
 */
export function readFacts(yaml: unknown, references: ReadonlyMap<string, unknown>, file: string): Fact[] {
  const facts = validate(Facts, yaml ?? [], file);
  for (const { claim, source } of facts) {
    if (!references.has(source)) throw new Error(`${file}: "${claim}" has an unknown source, "${source}"`);
  }
  return facts;
}
