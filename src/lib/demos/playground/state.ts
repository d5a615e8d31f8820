import * as v from 'valibot';
import { VIEWS, type View } from '#lib/completion/pieces.ts';
import type { Decoding } from '#lib/release/record.ts';
import { quoted, readFields, VERSION } from '../link.ts';

/** What the playground asks, and how it shows the answer: all that a link holds. */
export interface PlaygroundState {
  model: string;
  /** A second model to ask the same; none when null. */
  beside: string | null;
  /** The planted passage whose opening is the prefix; null when the prefix is the reader's own. */
  passage: string | null;
  /** Tokens of the passage given as prefix. */
  context: number;
  /** The reader's own prefix; unused while a passage is chosen. */
  prefix: string;
  decoding: Decoding;
  view: View;
}

export const CONTEXTS = [8, 16, 32, 64, 96] as const;
/** Characters of a prefix at most; what a model can read is far less, and says so in tokens. */
export const PREFIX_LIMIT = 5_000;

export const DEFAULTS: Omit<PlaygroundState, 'model'> = {
  beside: null,
  passage: null,
  context: 32,
  prefix: '',
  decoding: { method: 'greedy', temperature: 1, topK: 0, topP: 1, seed: 1, maxTokens: 32 },
  view: 'plain'
};

const number = (min: number, max: number) =>
  v.pipe(v.string(), v.regex(/^\d+(\.\d+)?$/), v.transform(Number), v.minValue(min), v.maxValue(max));
const whole = (min: number, max: number) => v.pipe(number(min, max), v.integer());

/** One key of the link each: how to read it, and how to say it in a complaint. */
const FIELDS = {
  model: v.pipe(v.string(), v.nonEmpty()),
  beside: v.pipe(v.string(), v.nonEmpty()),
  passage: v.pipe(v.string(), v.nonEmpty()),
  context: v.pipe(whole(8, 96), v.picklist(CONTEXTS)),
  prefix: v.pipe(v.string(), v.maxLength(PREFIX_LIMIT)),
  method: v.picklist(['greedy', 'sample']),
  temperature: number(0.1, 3),
  top_k: whole(0, 4096),
  top_p: number(0.01, 1),
  seed: whole(0, 4294967295),
  length: whole(1, 200),
  view: v.picklist(VIEWS)
};

export interface Known {
  models: readonly string[];
  /** Undefined where the planting table has not been loaded: then any id passes. */
  passages?: readonly string[];
}

/** The models that a state asks: one, or two side by side. */
export function modelsAsked({ model, beside }: Pick<PlaygroundState, 'model' | 'beside'>): string[] {
  return beside === null ? [model] : [model, beside];
}

/**
 * Reads the state from a link's fragment. Whatever cannot be used is replaced by its default and named in
 * `complaints`, in sentences for the reader; nothing throws.
 */
export function parseState(fragment: string, known: Known): { state: PlaygroundState; complaints: string[] } {
  const { fields, complaints } = readFields(fragment, FIELDS);
  for (const key of ['model', 'beside'] as const) {
    if (fields[key] !== undefined && !known.models.includes(fields[key])) {
      complaints.push(`There is no model ${quoted(fields[key])} here; another takes its place.`);
      delete fields[key];
    }
  }
  if (fields.passage !== undefined && known.passages && !known.passages.includes(fields.passage)) {
    complaints.push(`There is no passage ${quoted(fields.passage)} here.`);
    delete fields.passage;
  }
  const { decoding } = DEFAULTS;
  return {
    state: {
      model: fields.model ?? known.models[0]!,
      beside: fields.beside ?? DEFAULTS.beside,
      passage: fields.passage ?? DEFAULTS.passage,
      context: fields.context ?? DEFAULTS.context,
      prefix: fields.prefix ?? DEFAULTS.prefix,
      decoding: {
        method: fields.method ?? decoding.method,
        temperature: fields.temperature ?? decoding.temperature,
        topK: fields.top_k ?? decoding.topK,
        topP: fields.top_p ?? decoding.topP,
        seed: fields.seed ?? decoding.seed,
        maxTokens: fields.length ?? decoding.maxTokens
      },
      view: fields.view ?? DEFAULTS.view
    },
    complaints
  };
}

/**
 * The fragment of a link to this state, without the `#`. What has its default value is left out, the model never; so is
 * a prefix of more than PREFIX_LIMIT characters, which no link would carry whole.
 */
export function formatState(state: PlaygroundState): string {
  const params = new URLSearchParams({ v: VERSION, model: state.model });
  const put = (key: keyof typeof FIELDS, value: string | number | null, usual: string | number | null) => {
    if (value !== null && value !== usual) params.set(key, String(value));
  };
  put('beside', state.beside, null);
  put('passage', state.passage, null);
  if (state.passage !== null) put('context', state.context, DEFAULTS.context);
  else if (state.prefix.length <= PREFIX_LIMIT) put('prefix', state.prefix, '');
  put('method', state.decoding.method, DEFAULTS.decoding.method);
  if (state.decoding.method === 'sample') {
    put('temperature', state.decoding.temperature, DEFAULTS.decoding.temperature);
    put('top_k', state.decoding.topK, DEFAULTS.decoding.topK);
    put('top_p', state.decoding.topP, DEFAULTS.decoding.topP);
    put('seed', state.decoding.seed, DEFAULTS.decoding.seed);
  }
  put('length', state.decoding.maxTokens, DEFAULTS.decoding.maxTokens);
  put('view', state.view, DEFAULTS.view);
  return params.toString();
}
