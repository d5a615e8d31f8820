import { KINDS, type Happening } from '#lib/law/cases.ts';
import { day } from '#lib/words/day.ts';

/** When it happened, as readers read it. */
export const when = ({ event }: Pick<Happening, 'event'>): string => event.date_note ?? day(event.date);

/** An event in one line: what, when, where, of which kind, and whether a later ruling overtook it. */
export const nameOf = (one: Happening): string =>
  `${one.event.title}. ${when(one)}, ${one.court.short}, ${KINDS[one.event.kind]}${one.event.superseded_by ? ', overtaken by a later ruling' : ''}`;
