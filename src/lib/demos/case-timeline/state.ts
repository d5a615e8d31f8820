import * as v from 'valibot';
import { FILTERS, type Filter } from '#lib/law/cases.ts';
import { linkOf, type Table } from '../link.ts';
import { PARTS, type Part } from './layout.ts';

/** What of the timeline is on show: all that a link holds. */
export interface TimelineState {
  part: Part;
  filter: Filter;
  /** The event whose card is open; none when null. */
  event: string | null;
  view: View;
}

export const VIEWS = ['timeline', 'table'] as const;
export type View = (typeof VIEWS)[number];

export const DEFAULTS: TimelineState = {
  part: 'learning',
  filter: 'all',
  event: 'bartz-2025-06',
  view: 'timeline'
};

const names = <T extends object>(of: T) => v.picklist(Object.keys(of) as (keyof T & string)[]);

/** In a link, that no card is open. */
const NONE = 'none';

/** @param events the ids of the events that there are */
export const link = linkOf((events: readonly string[]): Table<TimelineState> => ({
  usual: DEFAULTS,
  keys: [
    { key: 'part', schema: names(PARTS) },
    { key: 'show', at: 'filter', schema: names(FILTERS) },
    {
      key: 'event',
      schema: v.pipe(
        v.picklist([NONE, ...events]),
        v.transform((id) => (id === NONE ? null : id))
      ),
      write: (id) => id ?? NONE,
      complaint: (said) => `There is no event ${said} here.`
    },
    { key: 'view', schema: v.picklist(VIEWS) }
  ]
}));

export const { parse: parseState, format: formatState } = link;
