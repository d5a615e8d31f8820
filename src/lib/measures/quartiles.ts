export interface Quartiles {
  low: number;
  median: number;
  high: number;
}

const SHARES = [0.25, 0.5, 0.75] as const;

/**
 * The quartiles of a sample. Between two of its values they are interpolated (Hyndman and Fan 1996, "Sample quantiles in
 * statistical packages", definition 7); or else, for what has an order and no distances, each is the least value that has
 * so much of the sample at or below it (their definition 1).
 *
 * @throws RangeError for no values.
 */
export function quartiles(values: readonly number[], between = true): Quartiles {
  if (values.length === 0) throw new RangeError('Nothing has no quartiles.');
  const sorted = values.toSorted((a, b) => a - b);
  const [low, median, high] = SHARES.map((share) => {
    if (!between) return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
    const at = share * (sorted.length - 1);
    const below = Math.floor(at);
    return sorted[below]! + (at - below) * (sorted[Math.ceil(at)]! - sorted[below]!);
  });
  return { low: low!, median: median!, high: high! };
}
