// What a reader may look for in a case: its names and numbers, its courts and judges, and what is said of it.
import { cite } from './bluebook.ts';
import type { Court, LawCase } from './cases.ts';
import { fold } from '#lib/words/fold.ts';

/** Everything written about a case, folded to lowercase and without accents. @param courts by id */
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

const LETTER = /[\p{L}\p{N}]/u;

/** Whether a word of a text begins so. */
function begins(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (at === 0 || !LETTER.test(text[at - 1]!)) return true;
  }
  return false;
}

/** Whether every word that was asked for begins one in a text made by `searchable`: “d. del.” is not in “adapted model.” */
export const holds = (text: string, words: string): boolean =>
  fold(words)
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => begins(text, word));
