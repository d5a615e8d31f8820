import * as v from 'valibot';

/** The version of every demo's links; a demo whose fields change their meaning gets one of its own. */
export const VERSION = '1';

/** What a link said, for a complaint: in quotation marks, and cut where it is long. */
export const quoted = (text: string) => `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;

/** The keys of a link's fragment, with or without its `#`, and a complaint if the link is of another version. */
export function readLink(fragment: string): { params: URLSearchParams; complaints: string[] } {
  const params = new URLSearchParams(fragment.replace(/^#/, ''));
  const version = params.get('v');
  const complaints =
    version !== null && version !== VERSION
      ? [`The link is of version ${quoted(version)}; this page reads version ${VERSION}.`]
      : [];
  return { params, complaints };
}

/** A number as links write it: digits, with decimals if need be. */
export const number = v.pipe(v.string(), v.regex(/^\d+(\.\d+)?$/), v.transform(Number));

type Schemas = Record<string, v.GenericSchema<string, unknown>>;

/** What the keys of a link hold, where they are there and can be used. */
type Fields<S extends Schemas> = { [K in keyof S]?: v.InferOutput<S[K]> };

/**
 * Reads a link by one schema for each key. What cannot be used is left out and named in `complaints`, in sentences for
 * the reader; nothing throws.
 */
export function readFields<S extends Schemas>(
  fragment: string,
  schemas: S
): { fields: Fields<S>; complaints: string[] } {
  const { params, complaints } = readLink(fragment);
  const fields: Fields<S> = {};
  for (const [key, schema] of Object.entries(schemas)) {
    const raw = params.get(key);
    if (raw === null) continue;
    const read = v.safeParse(schema, raw);
    if (read.success) Object.assign(fields, { [key]: read.output });
    else complaints.push(`“${key}” cannot be ${quoted(raw)}; its usual value is used.`);
  }
  return { fields, complaints };
}
