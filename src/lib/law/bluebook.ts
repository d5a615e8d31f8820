// How a ruling or a filing is cited in the United States, after the Bluebook; what it does not rule is cited as the file says.
import type { Court, LawCase, LawEvent } from './cases.ts';

const MONTHS = 'Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.'.split(' ');

/** "2025-06-23" as "June 23, 2025", "2025-06" as "June 2025", "1992" as it is. */
export function bluebookDate(date: string): string {
  const [year, month, day] = date.split('-');
  if (!month) return year!;
  const name = MONTHS[Number(month) - 1]!;
  return day ? `${name} ${Number(day)}, ${year}` : `${name} ${year}`;
}

type Cited = Pick<LawEvent, 'date' | 'kind' | 'docket' | 'reporter' | 'document' | 'at' | 'citation' | 'url'>;

/** An event of a case as it is cited, without pages. */
export function cite(
  one: Pick<LawCase, 'cite_as' | 'docket'>,
  event: Cited,
  court: Pick<Court, 'bluebook'>
): string {
  if (event.citation) return event.citation;
  const name = one.cite_as;
  if (event.reporter) {
    // The reports of the Supreme Court are of no other court.
    const of = / U\.S\. /.test(event.reporter) ? '' : `${court.bluebook} `;
    return `${name}, ${event.reporter} (${of}${event.date.slice(0, 4)})`;
  }
  const paper = event.kind === 'filed' ? 'Complaint, ' : '';
  const document = event.document && event.document !== 'slip op.' ? `, ${event.document}` : '';
  const slip = event.document === 'slip op.' ? ', slip op.' : '';
  return `${paper}${name}, No. ${event.docket ?? one.docket}${slip} (${court.bluebook} ${bluebookDate(event.date)})${document}`;
}

/** The pages on which something stands, as "ECF No. 231 at 28"; empty where they are not known. */
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
