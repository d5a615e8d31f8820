import * as v from 'valibot';
import { validate } from './validate.ts';

const text = v.pipe(v.string(), v.nonEmpty());
const key = v.pipe(v.string(), v.regex(/^[a-z-]+$/, 'lowercase letters and hyphens'));

const Glossary = v.array(
  v.strictObject({ key, term: text, definition: text, cite: v.optional(v.array(text)) })
);

export type GlossaryEntry = v.InferOutput<typeof Glossary>[number];

/** The glossary by key, in the order of its keys, which are the terms in plain letters. Throws with file and key for what it cannot use. */
export function readGlossary(json: unknown, file: string): Map<string, GlossaryEntry> {
  const entries = validate(Glossary, json, file).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const glossary = new Map(entries.map((entry) => [entry.key, entry]));
  if (glossary.size < entries.length) throw new Error(`${file}: two entries have the same key`);
  return glossary;
}
