// What a demo shows, in the fragment of a link: a demo declares one table, and reading and writing follow from it.
import * as v from 'valibot';

/** The version of every demo's links; a demo whose fields change their meaning gets one of its own. */
export const VERSION = '1';

/** The key of the version, which is no demo's own. `view` and `theme` of an embed are in the query, not here. */
const RESERVED = 'v';

interface Told<S, T> {
  /** Its name in the link, and in the state unless `at` or `get` say otherwise. */
  key: string;
  /** How its value is read; a function where that depends on the keys before it. */
  schema: v.GenericSchema<string, T> | ((state: S) => v.GenericSchema<string, T>);
  /** Its value where the link does not give one, if that depends on the keys before it; otherwise the table's usual one. */
  usual?: (state: S) => T;
  /** Whether it means anything in a state. Where it does not, it is not written. */
  when?: (state: S) => boolean;
  /** Whether it is written even with its usual value. */
  always?: boolean;
  write?: (value: T) => string;
  /** What the reader is told of a value that cannot be used. */
  complaint?: (said: string) => string;
}

type Named<S, T, K> = Told<S, T> & { key: K; at?: undefined; get?: undefined };
type At<S, T, P> = Told<S, T> & { at: P; get?: undefined };
type Inside<S, K extends keyof S & string> = S[K] extends object
  ? { [J in keyof S[K] & string]: At<S, S[K][J], `${K}.${J}`> }[keyof S[K] & string]
  : never;
interface Made<S, T> extends Told<S, T> {
  at?: undefined;
  get: (state: S) => T;
  set: (state: S, value: T) => void;
}

/** One key of a link: of a field of the state, `at` a path of one or two names, or by `get` and `set`. */
export type Key<S> =
  | { [K in keyof S & string]: Named<S, S[K], K> | At<S, S[K], K> | Inside<S, K> }[keyof S & string]
  | Made<S, string | number | null | undefined>;

/** All that a link holds of a demo's state. */
export interface Table<S> {
  /** The state of an empty link. */
  usual: S;
  /** In the order in which they are read and written: a value may depend on those before it. */
  keys: readonly Key<S>[];
}

/** What a link said, for a complaint: in quotation marks, and cut between two characters where it is long. */
export function quoted(text: string): string {
  let kept = '';
  let count = 0;
  for (const { segment } of new Intl.Segmenter('en').segment(text)) {
    // One character can be of any length: combining marks pile up on letters.
    if (++count > 40 || kept.length + segment.length > 200) return `“${kept}…”`;
    kept += segment;
  }
  return `“${kept}”`;
}

/** A number as links write it: digits, with decimals after a dot if need be. */
export const number = v.pipe(v.string(), v.regex(/^\d+(\.\d+)?$/), v.transform(Number));

/** A number within limits. */
export const within = ({ min, max }: { min: number; max: number }) =>
  v.pipe(number, v.minValue(min), v.maxValue(max));

/** A whole number within limits. */
export const whole = (limits: { min: number; max: number }) => v.pipe(within(limits), v.integer());

/** A name of something that may be there or not. */
export const id = v.pipe(v.string(), v.nonEmpty());

export const yesOrNo = v.pipe(
  v.picklist(['yes', 'no']),
  v.transform((word) => word === 'yes')
);

/** A reader's own text, of `max` characters at most, its lines ended as text fields end them. */
export const text = (max: number) =>
  v.pipe(
    v.string(),
    v.transform((said) => said.replaceAll(/\r\n?/g, '\n')),
    v.maxLength(max)
  );

const pairsOf = (fragment: string) => new URLSearchParams(fragment.replace(/^#/, ''));

/** Whether a fragment is a demo's state, and not the name of a place in the page. */
export const isLink = (fragment: string): boolean => pairsOf(fragment).has(RESERVED);

/** What the keys of a link say, and what is wrong with the link whatever its keys mean. */
function readPairs(fragment: string): { said: Map<string, string>; complaints: string[] } {
  const said = new Map<string, string>();
  const repeated = new Set<string>();
  let unreadable = 0;
  for (const [key, value] of pairsOf(fragment)) {
    unreadable += `${key}${value}`.split('\ufffd').length - 1;
    if (said.has(key)) repeated.add(key);
    else said.set(key, value);
  }
  const complaints: string[] = [];
  const version = said.get(RESERVED);
  if (version !== undefined && version !== VERSION)
    complaints.push(`The link is of version ${quoted(version)}; this page reads version ${VERSION}.`);
  // Unless the link itself contains it, this character replaces invalid bytes.
  if (unreadable > (fragment.match(/%EF%BF%BD|\ufffd/gi)?.length ?? 0))
    complaints.push('The link is damaged; what cannot be read in it is shown as “\ufffd”.');
  complaints.push(
    ...several([...repeated], (key) => `${key} occurs in the link more than once; the first is used.`)
  );
  return { said, complaints };
}

/** A complaint for each of the first few keys, and one for how many more there are. */
function several(keys: readonly string[], complaint: (said: string) => string): string[] {
  const shown = keys.slice(0, 3).map((key) => complaint(quoted(key)));
  const more = keys.length - shown.length;
  return more === 0 ? shown : [...shown, `The same goes for ${more} more in the link.`];
}

/** A key by how its value is got from a state, put there, and read from what a link says. */
function placed<S extends object>(key: Key<S>) {
  const { schema, ...told } = key as Told<S, unknown> & { at?: string };
  const path = (told.at ?? told.key).split('.');
  const last = path.pop()!;
  const holder = (state: S) =>
    path.reduce<Record<string, unknown>>((of, name) => of[name] as never, state as never);
  return {
    get: (state: S) => holder(state)[last],
    set: (state: S, value: unknown) => void (holder(state)[last] = value),
    ...told,
    reads: (state: S, said: string) =>
      v.safeParse(typeof schema === 'function' ? schema(state) : schema, said)
  };
}

function parse<S extends object>({ usual, keys }: Table<S>, fragment: string) {
  const { said, complaints } = readPairs(fragment);
  const state = structuredClone(usual);
  const read = new Map<string, unknown>();
  const all = keys.map(placed);
  for (const { key, usual: silent, set, reads, complaint } of all) {
    if (silent) set(state, silent(state));
    const raw = said.get(key);
    if (raw === undefined) continue;
    const { success, output } = reads(state, raw);
    if (success) {
      read.set(key, output);
      set(state, output);
    } else
      complaints.push(
        complaint?.(quoted(raw)) ?? `“${key}” cannot be ${quoted(raw)}; its usual value is used.`
      );
  }
  for (const { key, when, usual: silent, get, set } of all)
    if (read.has(key) && when?.(state) === false) set(state, silent ? silent(state) : get(usual));
  for (const { key, get } of all)
    if (read.has(key) && read.get(key) !== get(state))
      complaints.push(`“${key}” has no effect beside the rest of the link.`);
  const known = new Set([RESERVED, ...all.map(({ key }) => key)]);
  const unknown = [...said.keys()].filter((key) => !known.has(key));
  complaints.push(...several(unknown, (key) => `${key} is not something this demo reads.`));
  return { state, complaints };
}

/** Writes as `parse` will read: `read` is what the link says so far. */
function write<S extends object>({ usual, keys }: Table<S>, state: S) {
  const params = new URLSearchParams({ [RESERVED]: VERSION });
  const read = structuredClone(usual);
  let carries = true;
  for (const { key, usual: silent, when, always, write: say = String, get, set, reads } of keys.map(placed)) {
    if (silent) set(read, silent(read));
    const value = get(state);
    if (when?.(state) === false || (!always && value === get(read))) continue;
    params.set(key, say(value));
    const { success, output } = reads(read, params.get(key)!);
    if (success) {
      params.set(key, say(output));
      set(read, output);
    } else params.delete(key);
    carries &&= success && output === value;
  }
  return { fragment: params.toString(), carries };
}

/**
 * The links of a demo. `known`: what is available on its page. A text may be too long for a link, so the links of two
 * states can be equal where the states are not: `same` tells them apart.
 */
export interface Link<S, Known extends unknown[]> {
  tableOf: (...known: Known) => Table<S>;
  /**
   * Reads the state from a link's fragment. Whatever cannot be used is replaced by its usual value and named in
   * `complaints`, in sentences for the reader; nothing throws.
   */
  parse: (fragment: string, ...known: Known) => { state: S; complaints: string[] };
  /** The fragment of a link to a state, without the `#`. What has its usual value is left out. */
  format: (state: S, ...known: Known) => string;
  /** Whether a link carries all of a state: a text may be too long for one. */
  carries: (state: S, ...known: Known) => boolean;
  /** Whether two states show the same. */
  same: (a: S, b: S, ...known: Known) => boolean;
}

/** What follows from the table of a demo. */
export function linkOf<S extends object, Known extends unknown[]>(
  tableOf: (...known: Known) => Table<S>
): Link<S, Known> {
  return {
    tableOf,
    parse: (fragment, ...known) => parse(tableOf(...known), fragment),
    format: (state, ...known) => write(tableOf(...known), state).fragment,
    carries: (state, ...known) => write(tableOf(...known), state).carries,
    same: (a, b, ...known) =>
      tableOf(...known)
        .keys.map(placed)
        .every(({ when, get }) => {
          const [inA, inB] = [when?.(a) ?? true, when?.(b) ?? true];
          return inA === inB && (!inA || get(a) === get(b));
        })
  };
}
