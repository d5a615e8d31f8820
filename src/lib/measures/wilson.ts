export interface Interval {
  low: number;
  high: number;
}

/**
 * The Wilson score interval for a proportion of `successes` among `n` trials; 95 % with the default `z`. Unlike the
 * textbook interval it stays inside [0, 1] and has a width at 0 and at n successes. Without trials nothing is
 * known: 0 to 1. Wilson 1927, "Probable inference, the law of succession, and statistical inference".
 *
 * @throws RangeError unless 0 <= successes <= n.
 */
export function wilson(successes: number, n: number, z = 1.959963984540054): Interval {
  if (!(successes >= 0 && successes <= n)) {
    throw new RangeError(`${successes} successes of ${n} trials is no proportion.`);
  }
  if (n === 0) return { low: 0, high: 1 };
  const p = successes / n;
  const z2 = (z * z) / n;
  const centre = (p + z2 / 2) / (1 + z2);
  const half = (z / (1 + z2)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n));
  // At the ends the formula gives 0 and 1 but for rounding.
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === n ? 1 : Math.min(1, centre + half)
  };
}
