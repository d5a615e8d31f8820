/** What the reader drew: a value for each column, `null` where the pen has not been. */
export type Drawn = readonly (number | null)[];

/**
 * The drawing after the pen went to `column` at `value`; where it came from another column in the same stroke, the
 * columns it passed get what lies on the straight line between.
 */
export function stroke(
  drawn: Drawn,
  column: number,
  value: number,
  from: { column: number; value: number } | null
): (number | null)[] {
  const next = [...drawn];
  next[column] = value;
  if (from && from.column !== column) {
    const step = Math.sign(column - from.column);
    for (let c = from.column + step; c !== column; c += step) {
      const share = (c - from.column) / (column - from.column);
      next[c] = from.value + share * (value - from.value);
    }
  }
  return next;
}

/** How far off the drawing is, on average over the columns that were drawn; `null` where none was. */
export function meanError(drawn: Drawn, truth: readonly number[]): number | null {
  const errors = drawn.flatMap((value, i) => (value === null ? [] : [Math.abs(value - truth[i]!)]));
  return errors.length === 0 ? null : errors.reduce((sum, error) => sum + error, 0) / errors.length;
}
