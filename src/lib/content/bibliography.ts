import * as v from 'valibot';
import { parseBibtex } from './bibtex.ts';
import { validate } from './validate.ts';
import { list } from '#lib/words/list.ts';

const text = v.pipe(v.string(), v.nonEmpty());
const year = v.pipe(v.string(), v.regex(/^\d{4}$/, 'a year of four digits'));
const url = v.optional(v.pipe(v.string(), v.url()));

/** What each kind of entry must and may hold; anything else is a mistake. */
const Fields = {
  article: v.strictObject({ author: text, title: text, year, journal: text, url, note: v.optional(text) }),
  inproceedings: v.strictObject({
    author: text,
    title: text,
    year,
    booktitle: text,
    url,
    note: v.optional(text)
  }),
  misc: v.strictObject({ author: text, title: text, year, howpublished: text, url, note: v.optional(text) }),
  legislation: v.strictObject({ title: text, howpublished: text, url, note: v.optional(text) }),
  jurisdiction: v.strictObject({ title: text, year, howpublished: text, url, note: v.optional(text) })
};

/** A work that the article refers to, in the order and the words in which readers see it. */
export interface Reference {
  key: string;
  /** "A. Feder Cooper and James Grimmelmann"; none for statutes and cases, which go by their title. */
  authors?: string;
  title: string;
  year?: string;
  /** Where it appeared: journal, conference, archive, court and docket number. */
  venue: string;
  url?: string;
  /** What a reader should know of it, such as its version. */
  note?: string;
}

/** "Carlini, Nicholas and others" as "Nicholas Carlini et al.". */
function authors(field: string): string {
  const names = field.split(' and ').map((name) => name.split(', ').reverse().join(' '));
  const others = names.at(-1) === 'others';
  if (others) return `${names.slice(0, -1).join(', ')} et al.`;
  return list(names);
}

/** The whole list, by key, in the order of the file. Throws with file and key for what it cannot use. */
export function readBibliography(source: string, file: string): Map<string, Reference> {
  let entries;
  try {
    entries = parseBibtex(source);
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
  const references = new Map<string, Reference>();
  for (const { type, key, fields } of entries) {
    if (!(type in Fields)) throw new Error(`${file}, ${key}: entries of type "${type}" are not used here`);
    const checked: Record<string, string | undefined> = validate(
      Fields[type as keyof typeof Fields],
      fields,
      `${file}, ${key}`
    );
    const { author, title, year, url, note, journal, booktitle, howpublished } = checked;
    // A case is cited by its number and its year together.
    if (type === 'jurisdiction' && !howpublished!.includes(year!)) {
      throw new Error(`${file}, ${key}: its citation does not say its year, ${year}`);
    }
    references.set(key, {
      key,
      title: title!,
      venue: (journal ?? booktitle ?? howpublished)!,
      ...(author && { authors: authors(author) }),
      ...(year && { year }),
      ...(url && { url }),
      ...(note && { note })
    });
  }
  return references;
}
