import * as v from 'valibot';
import { number, quoted, readFields, VERSION } from '../link.ts';
import { ASKED, CONTEXTS, PRESETS, type Definition } from './definition.ts';

/** The definition that the reader has set, and what it is held against: all that a link holds. */
export interface BenchState {
  model: string;
  definition: Definition;
  /** Whether who gives the opening is after this passage. */
  wanted: boolean;
}

export const NEAR = { min: 0, max: 0.9, step: 0.05 } as const;
export const TOKENS = { min: 1, max: ASKED } as const;
export const SHARES = [0.01, 0.05, 0.1, 0.25, 0.5] as const;
export const SAMPLES = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] as const;
export const PROBABILITIES = [0.001, 0.01, 0.1, 0.5, 0.9, 0.999] as const;

export const DEFAULTS = { definition: PRESETS[0]!.definition, wanted: true } as const;

/** One key of the link each. */
const FIELDS = {
  model: v.pipe(v.string(), v.nonEmpty()),
  means: v.picklist(['greedy', 'sample']),
  given: v.pipe(number, v.picklist(CONTEXTS)),
  near: v.pipe(number, v.minValue(NEAR.min), v.maxValue(NEAR.max)),
  tokens: v.pipe(number, v.integer(), v.minValue(TOKENS.min), v.maxValue(TOKENS.max)),
  share: v.pipe(number, v.picklist(SHARES)),
  n: v.pipe(number, v.picklist(SAMPLES)),
  p: v.pipe(number, v.picklist(PROBABILITIES)),
  wanted: v.picklist(['yes', 'no'])
};

/**
 * Reads the state from a link's fragment. Whatever cannot be used is replaced by its default and named in
 * `complaints`, in sentences for the reader; nothing throws.
 *
 * @param models ids of the models that are there, the usual one first
 */
export function parseState(
  fragment: string,
  models: readonly string[]
): { state: BenchState; complaints: string[] } {
  const { fields, complaints } = readFields(fragment, FIELDS);
  if (fields.model !== undefined && !models.includes(fields.model)) {
    complaints.push(`There is no model ${quoted(fields.model)} here; another takes its place.`);
    delete fields.model;
  }
  if (fields.tokens !== undefined && fields.share !== undefined) {
    complaints.push('The link gives both “tokens” and “share”; the tokens are used.');
    delete fields.share;
  }
  const usual = DEFAULTS.definition;
  return {
    state: {
      model: fields.model ?? models[0]!,
      definition: {
        means: fields.means ?? usual.means,
        n: fields.n ?? usual.n,
        p: fields.p ?? usual.p,
        given: fields.given ?? usual.given,
        near: fields.near ?? usual.near,
        portion:
          fields.share !== undefined
            ? { unit: 'share', value: fields.share }
            : { unit: 'tokens', value: fields.tokens ?? usual.portion.value }
      },
      wanted: fields.wanted ? fields.wanted === 'yes' : DEFAULTS.wanted
    },
    complaints
  };
}

/** The fragment of a link to this state, without the `#`. What has its default value is left out, the model never. */
export function formatState({ model, definition, wanted }: BenchState): string {
  const params = new URLSearchParams({ v: VERSION, model });
  const usual = DEFAULTS.definition;
  const put = (key: keyof typeof FIELDS, value: string | number, normal: string | number) => {
    if (value !== normal) params.set(key, String(value));
  };
  put('means', definition.means, usual.means);
  put('given', definition.given, usual.given);
  put('near', definition.near, usual.near);
  if (definition.portion.unit === 'share') params.set('share', String(definition.portion.value));
  else put('tokens', definition.portion.value, usual.portion.value);
  put('n', definition.n, usual.n);
  put('p', definition.p, usual.p);
  put('wanted', wanted ? 'yes' : 'no', DEFAULTS.wanted ? 'yes' : 'no');
  return params.toString();
}
