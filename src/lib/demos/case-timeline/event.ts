import { KINDS, type Happening } from '#lib/law/cases.ts';
import { day } from '#lib/words/day.ts';

/** When it happened, as readers read it. */
export const when = ({ event }: Pick<Happening, 'event'>): string => event.date_note ?? day(event.date);

/** An event in one line: what, when, where, and of which kind. */
export const nameOf = (one: Happening): string =>
  `${one.event.title}. ${when(one)}, ${one.court.short}, ${KINDS[one.event.kind]}`;
