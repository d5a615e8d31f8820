// What a chart is given. The same words in every chart.

/** How a number is written: 0.5 as "50 %", 1234567 as "1,234,567", 3.14159 as "3.14". */
export type Format = 'percent' | 'number' | 'count';

/** How values become distances. A logarithmic axis says so in its label. */
export type ScaleKind = 'linear' | 'log2' | 'log10';

export interface Axis {
  /** What is measured, in words. */
  label: string;
  scale?: ScaleKind | undefined;
  /** First and last value; otherwise from the data, and from zero where the scale is linear. */
  domain?: readonly [number, number] | undefined;
  /** The values that are named on the axis; otherwise round ones. */
  ticks?: readonly number[] | undefined;
  format?: Format | undefined;
}

/** A measured value; `y: null` where there is none, which leaves a gap. */
export interface Point {
  x: number;
  y: number | null;
  /** Bounds of the interval of `y`, both or neither. */
  low?: number | undefined;
  high?: number | undefined;
}

export interface Series {
  id: string;
  /** The label at the end of the line. */
  label: string;
  points: readonly Point[];
  /** Model size, from 0 (the smallest) to 1 (the largest); without it the line is grey. */
  tone?: number | undefined;
  /** Trained on deduplicated data. */
  dashed?: boolean | undefined;
}

/** A line of a dot plot or of a bar chart. */
export interface Row {
  label: string;
  /** `null` where nothing was measured: the row stays, empty. */
  value: number | null;
  low?: number | undefined;
  high?: number | undefined;
  /** Rows of one group are kept together under its name, in the order given. */
  group?: string | undefined;
  /** The row or rows that the figure is about. */
  strong?: boolean | undefined;
  /** Model size, as in `Series`. */
  tone?: number | undefined;
}

/** What the reader opens below a chart, and what the CSV file holds. A column without a format holds text. */
export interface Table {
  columns: readonly { label: string; format?: Format | undefined }[];
  rows: readonly (readonly (string | number | null)[])[];
}

/** One of the two sizes in which a chart is drawn: for a phone and for a desk. Lengths in SVG units. */
export interface Frame {
  name: 'narrow' | 'wide';
  width: number;
  /** Height of the plot without its axis, at least. */
  height: number;
  /** Size of the text. */
  text: number;
}

/** A value at its place in a drawing. */
export interface Spot {
  x: number;
  y: number;
  /** The words for it, made on demand. */
  text: () => string;
  /** Values of one line belong together: the arrow keys go along it, and over to the next. */
  group: number;
}

/** A chart placed in one frame. */
export interface Drawing {
  frame: Frame;
  width: number;
  height: number;
  spots: readonly Spot[];
}
