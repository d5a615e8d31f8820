import * as v from 'valibot';
import { FILTERS, type Filter } from '#lib/law/cases.ts';
import { quoted, readFields, VERSION } from '../link.ts';
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

/** One key of the link each. */
const FIELDS = {
  part: names(PARTS),
  show: names(FILTERS),
  event: v.pipe(v.string(), v.nonEmpty()),
  view: v.picklist(VIEWS)
};

/** In a link, that no card is open. */
const NONE = 'none';

/**
 * Reads the state from a link's fragment. Whatever cannot be used is replaced by its default and named in
 * `complaints`, in sentences for the reader; nothing throws.
 *
 * @param events the ids of the events that there are
 */
export function parseState(
  fragment: string,
  events: readonly string[]
): { state: TimelineState; complaints: string[] } {
  const { fields, complaints } = readFields(fragment, FIELDS);
  if (fields.event !== undefined && fields.event !== NONE && !events.includes(fields.event)) {
    complaints.push(`There is no event ${quoted(fields.event)} here.`);
    delete fields.event;
  }
  return {
    state: {
      part: fields.part ?? DEFAULTS.part,
      filter: fields.show ?? DEFAULTS.filter,
      event: fields.event === NONE ? null : (fields.event ?? DEFAULTS.event),
      view: fields.view ?? DEFAULTS.view
    },
    complaints
  };
}

/** The fragment of a link to this state, without the `#`. What has its default value is left out. */
export function formatState(state: TimelineState): string {
  const params = new URLSearchParams({ v: VERSION });
  if (state.part !== DEFAULTS.part) params.set('part', state.part);
  if (state.filter !== DEFAULTS.filter) params.set('show', state.filter);
  if (state.event !== DEFAULTS.event) params.set('event', state.event ?? NONE);
  if (state.view !== DEFAULTS.view) params.set('view', state.view);
  return params.toString();
}
