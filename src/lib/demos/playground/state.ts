import * as v from 'valibot';
import { VIEWS, type View } from '#lib/completion/pieces.ts';
import type { Decoding } from '#lib/release/record.ts';
import { id, linkOf, number, text, whole, within, type Table } from '../link.ts';

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

/** Characters that can be put into the field: room to cut a text down to a prefix. */
export const FIELD_LIMIT = 100_000;

export const DEFAULTS: Omit<PlaygroundState, 'model'> = {
  beside: null,
  passage: null,
  context: 32,
  prefix: '',
  decoding: { method: 'greedy', temperature: 1, topK: 0, topP: 1, seed: 1, maxTokens: 32 },
  view: 'plain'
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

const drawn = ({ decoding }: PlaygroundState) => decoding.method === 'sample';

export const link = linkOf(({ models, passages }: Known): Table<PlaygroundState> => ({
  usual: { model: models[0]!, ...DEFAULTS },
  keys: [
    {
      key: 'model',
      schema: v.picklist(models),
      always: true,
      complaint: (said) => `There is no model ${said} here; another takes its place.`
    },
    {
      key: 'beside',
      schema: v.picklist(models),
      complaint: (said) => `There is no model ${said} here to stand beside the first.`
    },
    {
      key: 'passage',
      schema: passages ? v.picklist(passages) : id,
      complaint: (said) => `There is no passage ${said} here.`
    },
    {
      key: 'context',
      schema: v.pipe(number, v.picklist(CONTEXTS)),
      when: ({ passage }) => passage !== null
    },
    { key: 'prefix', schema: text(PREFIX_LIMIT), when: ({ passage }) => passage === null },
    { key: 'method', at: 'decoding.method', schema: v.picklist(['greedy', 'sample']) },
    {
      key: 'temperature',
      at: 'decoding.temperature',
      schema: within({ min: 0.1, max: 3 }),
      when: drawn
    },
    { key: 'top_k', at: 'decoding.topK', schema: whole({ min: 0, max: 4096 }), when: drawn },
    { key: 'top_p', at: 'decoding.topP', schema: within({ min: 0.01, max: 1 }), when: drawn },
    { key: 'seed', at: 'decoding.seed', schema: whole({ min: 0, max: 0xffffffff }), when: drawn },
    { key: 'length', at: 'decoding.maxTokens', schema: whole({ min: 1, max: 200 }) },
    { key: 'view', schema: v.picklist(VIEWS) }
  ]
}));

export const { parse: parseState, format: formatState, carries: carriesState } = link;
