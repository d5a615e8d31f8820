/** A check that what a text speaks of exists; otherwise the build ends, and `missing` says what does not. */
export const needed =
  (missing: (what: string) => string) =>
  <T>(value: T | undefined, what: string): T => {
    if (value === undefined) throw new Error(missing(what));
    return value;
  };
