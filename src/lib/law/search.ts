// What a reader may look for in a case: its names and numbers, its courts and judges, and what is said of it.
import { cite } from './bluebook.ts';
import type { Court, LawCase } from './cases.ts';
import { fold } from '#lib/words/fold.ts';

/** All that is written of a case, without case and accents. @param courts by id */
export function searchable(one: LawCase, courts: Readonly<Record<string, Court>>): string {
  const places = [one.court, ...one.events.flatMap(({ court }) => court ?? [])].map((id) => courts[id]!);
  const parts = [
    one.name,
    one.cite_as,
    one.docket,
    one.alleged,
    one.held,
    one.status.text,
    ...places.flatMap(({ name, short, bluebook, country }) => [name, short, bluebook, country]),
    ...one.events.flatMap((event) => [
      event.title,
      event.said,
      event.memorization,
      event.docket,
      ...(event.judges ?? []),
      cite(one, event, courts[event.court ?? one.court]!)
    ]),
    ...(one.uses ?? []).flatMap(({ name, factors }) => [name, ...factors.map(({ said }) => said)])
  ];
  return fold(parts.filter(Boolean).join('\n'));
}

/** Whether every word that was asked for stands in a text made by `searchable`. */
export const holds = (text: string, words: string): boolean =>
  fold(words)
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => text.includes(word));
