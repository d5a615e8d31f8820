/** A check that what a text speaks of is there, or the build ends and says, by `missing`, what is not. */
export const needed =
  (missing: (what: string) => string) =>
  <T>(value: T | undefined, what: string): T => {
    if (value === undefined) throw new Error(missing(what));
    return value;
  };
