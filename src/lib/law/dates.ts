// Dates as far as they are known: "1992", "2025-10" or "2025-10-27".
import * as v from 'valibot';

const DAY = 24 * 3600 * 1000;

/** A year, a month or a day that exists. */
export const PartialDate = v.pipe(
  v.string(),
  v.regex(/^\d{4}(-\d\d(-\d\d)?)?$/, 'a year, a month or a day such as 2025-10'),
  v.check((date) => bounds(date) !== null, 'a date that exists')
);

/** First and last millisecond-boundary of the year, month or day in UTC; null where there is no such date. */
function bounds(date: string): [number, number] | null {
  const [year, month, dayOfMonth] = date.split('-').map(Number) as [number, number?, number?];
  const from = Date.UTC(year, (month ?? 1) - 1, dayOfMonth ?? 1);
  if (Number.isNaN(from) || !new Date(from).toISOString().startsWith(date)) return null;
  if (dayOfMonth) return [from, from + DAY];
  return [from, month ? Date.UTC(year, month, 1) : Date.UTC(year + 1, 0, 1)];
}

/** Where a date lies on an axis of time: its middle, in milliseconds since 1970, UTC. */
export function middle(date: string): number {
  const [from, to] = bounds(date)!;
  return (from + to) / 2;
}
