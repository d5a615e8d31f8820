// The cases as a table for other programs: one row for each event, with its citation and where it stands.
import { addressOf, cite, pinpoint } from './bluebook.ts';
import { KINDS, STANDS, happenings, type Law } from './cases.ts';

/** One event of one case. Empty where nothing is known. */
export interface Row {
  case: string;
  event: string;
  date: string;
  kind: string;
  court: string;
  docket: string;
  judges: string;
  citation: string;
  pages: string;
  url: string;
  binds: string;
  said: string;
  read: string;
  overtaken_by: string;
  overtaken_how: string;
  appeal_from: string;
  case_stands: string;
  case_status: string;
  case_status_as_of: string;
  case_compared: string;
}

/** Every event of every case, the earliest first. */
export const rows = (law: Pick<Law, 'cases' | 'courts'>): Row[] =>
  happenings(law).map(({ event, case: one, court }) => ({
    case: one.name,
    event: event.id,
    date: event.date,
    kind: KINDS[event.kind],
    court: court.name,
    docket: event.docket ?? one.docket ?? '',
    judges: (event.judges ?? []).join('; '),
    citation: cite(one, event, court),
    pages: pinpoint(event, event.at),
    url: addressOf(event) ?? '',
    binds: event.binds ?? court.binds,
    said: event.said,
    read: event.sure === 'primary' ? 'the document itself' : 'the reports of others',
    overtaken_by: event.superseded_by ?? '',
    overtaken_how: event.superseded_how ?? '',
    appeal_from: event.follows ?? '',
    case_stands: STANDS[one.status.stands],
    case_status: one.status.text,
    case_status_as_of: one.status.as_of,
    case_compared: (one.compared ?? []).join('; ')
  }));

/** A field as RFC 4180 has it; a text that a spreadsheet would take for a formula begins with an apostrophe. */
const field = (text: string): string => {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
};

/** Rows as CSV, with a first line of names. */
export function csv(all: readonly Row[]): string {
  const names = Object.keys(all[0] ?? {}) as (keyof Row)[];
  return [names, ...all.map((row) => names.map((name) => row[name]))]
    .map((fields) => `${fields.map(field).join(',')}\r\n`)
    .join('');
}
