/** Whether the intervals of two estimates do not overlap: a simple and conservative test of a difference. */
export const intervalsApart = (a: { low: number; high: number }, b: { low: number; high: number }): boolean =>
  a.low > b.high || b.low > a.high;

/**
 * All leaders: those with the greatest value, and those that cannot be told apart from one of these, in the order given.
 * Prose may name a single best only where there is a single leader.
 *
 * @param apart whether two differ by more than chance; without it, whether their values do
 */
export function leaders<T>(
  items: readonly T[],
  value: (item: T) => number,
  apart: (a: T, b: T) => boolean = (a, b) => value(a) !== value(b)
): T[] {
  const greatest = Math.max(...items.map(value));
  const first = items.filter((item) => value(item) === greatest);
  return items.filter((item) => value(item) === greatest || first.some((best) => !apart(best, item)));
}

/**
 * The one item of the greatest value, for a text that names one.
 *
 * @throws RangeError for a tie and for no items: then the text must change.
 */
export function soleLeader<T>(items: readonly T[], value: (item: T) => number): T {
  const found = leaders(items, value);
  if (found.length !== 1) throw new RangeError(`${found.length} of ${items.length} lead, not one.`);
  return found[0]!;
}

/** The first of some rising levels from which something holds at every later one; undefined where it never does. */
export function fromWhichOn<T>(levels: readonly T[], holds: (level: T) => boolean): T | undefined {
  return levels[levels.findLastIndex((level) => !holds(level)) + 1];
}
