const MONTHS = 'January February March April May June July August September October November December'.split(
  ' '
);

/** A date as far as it is known: "27 October 2025", "October 2025", "1992". Without Intl, as in number.ts. */
export function day(date: string): string {
  const [year, month, dayOfMonth] = date.split('-');
  return [dayOfMonth && String(Number(dayOfMonth)), month && MONTHS[Number(month) - 1], year]
    .filter(Boolean)
    .join(' ');
}
