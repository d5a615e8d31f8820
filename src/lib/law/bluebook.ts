// How a ruling or a filing is cited in the United States, by the Bluebook; what it does not cover is cited as the file says.
import type { Court, LawCase, LawEvent } from './cases.ts';

const MONTHS = 'Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.'.split(' ');

/** "2025-06-23" as "June 23, 2025", "2025-06" as "June 2025", "1992" as it is. */
export function bluebookDate(date: string): string {
  const [year, month, day] = date.split('-');
  if (!month) return year!;
  const name = MONTHS[Number(month) - 1]!;
  return day ? `${name} ${Number(day)}, ${year}` : `${name} ${year}`;
}

type Cited = Pick<
  LawEvent,
  'date' | 'kind' | 'docket' | 'cite_as' | 'reporter' | 'document' | 'at' | 'citation' | 'url'
>;

/** An event of a case as it is cited; with `at`, its pages too. */
export function cite(
  one: Pick<LawCase, 'cite_as' | 'docket'>,
  event: Cited,
  court: Pick<Court, 'bluebook'>,
  at?: string
): string {
  const pages = pinpoint(event, at);
  const ended = (text: string) => (pages ? `${text}, ${pages}` : text);
  if (event.citation) return ended(event.citation);
  const name = event.cite_as ?? one.cite_as;
  if (event.reporter) {
    // The U.S. Reports and the Supreme Court Reporter hold that court's decisions alone.
    const where = `(${/ (U\.S\.|S\. Ct\.) /.test(event.reporter) ? '' : `${court.bluebook} `}${event.date.slice(0, 4)})`;
    // Pages of the reporter come before the court, those of a filed paper after it.
    return event.document || !at
      ? ended(`${name}, ${event.reporter} ${where}`)
      : `${name}, ${event.reporter}, ${at} ${where}`;
  }
  const set = event.kind === 'scheduled' ? 'scheduled ' : '';
  const slip = event.document === SLIP ? `, ${pages || SLIP}` : '';
  const paper = event.document && !slip ? `, ${pages || event.document}` : '';
  const cited = `${event.kind === 'filed' ? 'Complaint, ' : ''}${name}, No. ${event.docket ?? one.docket}${slip} (${court.bluebook} ${set}${bluebookDate(event.date)})${paper}`;
  return event.document ? cited : ended(cited);
}

/** Marks an opinion that is not in a reporter yet. */
const SLIP = 'slip op.';

/** The pages on which something is found, as "ECF No. 231 at 28"; empty where they are not known. */
export function pinpoint({ document }: Pick<LawEvent, 'document'>, at: string | undefined): string {
  if (!at) return '';
  if (at.startsWith('¶')) return at;
  return `${document ? `${document} ` : ''}at ${at}`;
}

/** Where the document can be read: its own address, or that of the page that its reporter leads to. */
export function addressOf({ url, reporter }: Pick<LawEvent, 'url' | 'reporter'>): string | undefined {
  if (url || !reporter) return url;
  const [, volume, name, page] = /^(\d+) (.+) (\d+)$/.exec(reporter)!;
  return `https://www.courtlistener.com/c/${encodeURIComponent(name!)}/${volume}/${page}/`;
}
