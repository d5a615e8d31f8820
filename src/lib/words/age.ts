// How long a statement of law may stand before a page says that it is old.

const DAY = 24 * 3600 * 1000;

/** Days after which it is called old. */
export const FRESH_DAYS = 180;

/** Whether law as of one day is old on another; both as "2026-10-08". */
export const isOld = (asOf: string, today: string): boolean =>
  Date.parse(today) - Date.parse(asOf) > FRESH_DAYS * DAY;

/** Today, in UTC, as "2026-10-08". */
export const today = (): string => new Date().toISOString().slice(0, 10);
