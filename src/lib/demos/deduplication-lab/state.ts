import * as v from 'valibot';
import type { NearSettings } from '#lib/corpus/dedup/near.ts';
import { linkOf, text, whole, within, type Table } from '../link.ts';
import { QUICK } from './rules.ts';

/** What the lab deduplicates, and how: all that a link holds. */
export interface LabState {
  source: 'corpus' | 'text';
  text: string;
  /** Tokens or words of a repeated run at least. */
  min: number;
  near: NearSettings;
}

/** A longer text is not put into a link: addresses of several thousand characters get lost on the way. */
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

export const link = linkOf((): Table<LabState> => ({
  usual: DEFAULTS,
  keys: [
    { key: 'text', schema: text(LINK_TEXT), when: ({ source }) => source === 'text' },
    {
      key: 'source',
      schema: v.picklist(['corpus', 'text']),
      usual: ({ text }) => (text === '' ? 'corpus' : 'text')
    },
    { key: 'min', schema: whole(LIMITS.min), usual: ({ source }) => usualMin(source) },
    { key: 'k', at: 'near.k', schema: whole(LIMITS.k) },
    { key: 'bands', at: 'near.bands', schema: whole(LIMITS.bands) },
    { key: 'rows', at: 'near.rows', schema: whole(LIMITS.rows) },
    { key: 'jaccard', at: 'near.jaccard', schema: within(LIMITS.jaccard) },
    { key: 'edit', at: 'near.edit', schema: within(LIMITS.edit) }
  ]
}));

export const { parse: parseState, format: formatState, carries: carriesState, same: sameState } = link;
