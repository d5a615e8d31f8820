import * as v from 'valibot';
import { entriesOf } from '#lib/content/markup.ts';
import type { Reference } from '#lib/content/bibliography.ts';
import { validate } from '#lib/content/validate.ts';

const text = v.pipe(v.string(), v.nonEmpty());

/** The kinds of what came out, in the reader's words, in the order of the filter. */
export const KINDS = {
  code: 'Code',
  secrets: 'Secrets',
  licences: 'Licences',
  news: 'News',
  books: 'Books',
  lyrics: 'Lyrics',
  images: 'Images',
  people: 'People'
} as const;
export type Kind = keyof typeof KINDS;

const Examples = v.array(
  v.strictObject({
    id: text,
    kind: v.picklist(Object.keys(KINDS) as Kind[]),
    title: text,
    model: text,
    /** What came out, in our words. */
    seen: text,
    /** Who reports it, and since when: "2021-07". */
    who: text,
    when: v.pipe(v.string(), v.regex(/^\d{4}-\d\d$/, 'a month such as 2021-07')),
    how: text,
    shows: text,
    /** What it does not show. */
    not: text,
    standing: v.picklist(['measured', 'shown once', 'alleged', 'found by a court']),
    /** The day of which a statement about a lawsuit is true. */
    as_of: v.optional(v.pipe(v.string(), v.isoDate())),
    /** The key of an entry of `content/references.bib`. */
    source: text
  })
);

/** A published example of memorization, with its source in full. */
export type Example = Omit<v.InferOutput<typeof Examples>[number], 'source'> & { source: Reference };

/**
 * The gallery: what YAML made of `content/examples.yaml`. Throws with file and key for what it cannot use: an unknown
 * source, an id that occurs twice, or an allegation without the day of its status.
 */
export function readExamples(
  yaml: unknown,
  references: ReadonlyMap<string, Reference>,
  file: string
): Example[] {
  const examples = validate(Examples, yaml, file);
  const ids = new Set<string>();
  for (const { id, standing, as_of } of examples) {
    if (ids.has(id)) throw new Error(`${file}: "${id}" is there twice`);
    if (standing === 'alleged' && !as_of) throw new Error(`${file}, ${id}: an allegation needs its "as_of"`);
    ids.add(id);
  }
  return examples.map((example) => ({
    ...example,
    source: entriesOf([example.source], references, `${file}, ${example.id}`)[0]!
  }));
}
