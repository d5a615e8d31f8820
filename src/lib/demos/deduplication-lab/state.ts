import * as v from 'valibot';
import type { NearSettings } from '#lib/corpus/dedup/near.ts';
import { number, readFields, VERSION } from '../link.ts';
import { QUICK } from './rules.ts';

/** What the lab deduplicates, and how: all that a link holds. */
export interface LabState {
  source: 'corpus' | 'text';
  text: string;
  /** Tokens or words of a repeated run at least. */
  min: number;
  near: NearSettings;
}

/** A longer text is not put into a link: addresses of some thousand characters get lost on their way. */
export const LINK_TEXT = 2_000;

export const LIMITS = {
  min: { min: 2, max: 200, step: 1 },
  k: { min: 2, max: 10, step: 1 },
  bands: { min: 1, max: 450, step: 1 },
  rows: { min: 1, max: 20, step: 1 },
  jaccard: { min: 0.05, max: 0.95, step: 0.05 },
  edit: { min: 0.3, max: 0.95, step: 0.05 }
} as const;

/** The usual length of a run: 50 tokens as in the paper; a pasted text is shorter, and counted in words. */
export const usualMin = (source: LabState['source']) => (source === 'corpus' ? 50 : 10);

export const DEFAULTS: LabState = { source: 'corpus', text: '', min: usualMin('corpus'), near: QUICK };

const within = ({ min, max }: { min: number; max: number }) =>
  v.pipe(number, v.minValue(min), v.maxValue(max));
const whole = (limits: { min: number; max: number }) => v.pipe(within(limits), v.integer());

/** One key of the link each. */
const FIELDS = {
  source: v.picklist(['corpus', 'text']),
  text: v.pipe(v.string(), v.maxLength(LINK_TEXT)),
  min: whole(LIMITS.min),
  k: whole(LIMITS.k),
  bands: whole(LIMITS.bands),
  rows: whole(LIMITS.rows),
  jaccard: within(LIMITS.jaccard),
  edit: within(LIMITS.edit)
};

/**
 * Reads the state from a link's fragment. Whatever cannot be used is replaced by its usual value and named in
 * `complaints`, in sentences for the reader; nothing throws.
 */
export function parseState(fragment: string): { state: LabState; complaints: string[] } {
  const { fields, complaints } = readFields(fragment, FIELDS);
  const { text = '', source = text === '' ? 'corpus' : 'text', min = usualMin(source), ...near } = fields;
  return { state: { source, text, min, near: { ...QUICK, ...near } }, complaints };
}

/** The fragment of a link to this state, without the `#`. What has its usual value is left out, and a text too long. */
export function formatState({ source, text, min, near }: LabState): string {
  const params = new URLSearchParams({ v: VERSION });
  if (source !== DEFAULTS.source) params.set('source', source);
  if (min !== usualMin(source)) params.set('min', String(min));
  for (const key of Object.keys(QUICK) as (keyof NearSettings)[]) {
    if (near[key] !== QUICK[key]) params.set(key, String(near[key]));
  }
  if (source === 'text' && text !== '' && text.length <= LINK_TEXT) params.set('text', text);
  return params.toString();
}
