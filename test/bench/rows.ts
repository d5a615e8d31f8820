/** A line of the bench. */
export interface Row {
  name: string;
  /** Median of several runs. */
  value: number;
  unit: string;
  /** The most that we want. */
  most?: number;
  /** `value` over that of the line it is compared with. */
  ratio?: number;
  /** The least ratio that we want. */
  aim?: number;
}

export const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
