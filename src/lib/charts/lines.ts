// The geometry of a line plot: a pure function from what is to be shown to paths, places and words.
import { area, line } from 'd3-shape';
import { formatInterval, formatValue } from './format.ts';
import { spread } from './labels.ts';
import { scaleOf, type Scale } from './scales.ts';
import { textWidth, wrap } from './text.ts';
import type { Axis, Drawing, Frame, Point, Series, Table } from './types.ts';

/** Where a plot's data stand: pixels of the drawing to data and back. */
export interface Plot {
  left: number;
  right: number;
  top: number;
  bottom: number;
  x: Scale;
  y: Scale;
}

export interface Mark {
  point: Point;
  x: number;
  y: number;
}

export interface Label {
  lines: string[];
  value: string;
  x: number;
  /** The middle of the label. */
  y: number;
  height: number;
  /** From the end of the line to the label, where they are apart; else empty. */
  leader: string;
}

export interface DrawnSeries {
  series: Series;
  path: string;
  /** The intervals along the line; empty where there are none. */
  band: string;
  /** The intervals of points that stand alone, where a band would have no width. */
  whiskers: string;
  marks: Mark[];
  /** Whether every point is marked, or the last one only. */
  marked: boolean;
  label: Label | null;
}

export interface LineGeometry extends Drawing {
  plot: Plot;
  /** The axes' names, line by line. */
  titles: { x: string[]; y: string[] };
  lineHeight: number;
  series: DrawnSeries[];
}

const GAP = 10;

/** What the name of an axis says: a logarithmic one says that it is. */
export const axisLabel = ({ label, scale }: Axis) =>
  scale === 'log2' || scale === 'log10' ? `${label} (log scale)` : label;

const round = (value: number) => Math.round(value * 10) / 10;

const isNumber = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined && !Number.isNaN(value);

/** Places a line plot in a frame. */
export function lineGeometry(x: Axis, y: Axis, series: readonly Series[], frame: Frame): LineGeometry {
  const { width, height: least, text } = frame;
  const points = series.flatMap(({ points }) => points);
  const linear = (y.scale ?? 'linear') === 'linear';
  const ys = [
    ...points.map((point) => point.y),
    // A bound at zero alone is no reason to show zero on a logarithmic axis.
    ...points.flatMap(({ low, high }) => [low, high]).filter((bound) => linear || bound! > 0)
  ].filter(isNumber);

  const lineHeight = Math.round(text * 1.2);
  const valueOf = (s: Series) => {
    const last = s.points.findLast((point) => isNumber(point.y));
    return last ? formatValue(last.y!, y.format) : '';
  };
  const most = width * 0.3;
  const names = series.map((s) => wrap(s.label, most, text));
  const gutter = Math.max(
    0,
    ...series.flatMap((s, i) => [...names[i]!.map((l) => textWidth(l, text)), textWidth(valueOf(s), text)])
  );
  const heights = names.map((lines) => (lines.length + 1) * lineHeight);

  const titles = {
    x: wrap(axisLabel(x), width - text, text),
    y: wrap(axisLabel(y), width - text, text)
  };
  const top = Math.round(text * 1.4) + titles.y.length * lineHeight;
  const plotHeight = Math.max(
    least,
    heights.reduce((a, b) => a + b, 0)
  );
  const bottom = top + plotHeight;
  const rough = scaleOf(y, ys, [bottom, top]);
  const left = Math.ceil(Math.max(...rough.ticks.map((tick) => textWidth(tick.text, text)), 0)) + 8;
  const right = Math.floor(width - gutter - GAP);
  const plot: Plot = {
    left,
    right,
    top,
    bottom,
    x: scaleOf(
      x,
      points.map((point) => point.x),
      [left + 6, right],
      Math.max(2, Math.floor((right - left) / (text * 4)))
    ),
    y: rough
  };

  const drawn = series.map((s) => drawSeries(s, plot));
  const ended = drawn.flatMap((d, i) => (d.marks.length > 0 ? [i] : []));
  const middles = spread(
    ended.map((i) => drawn[i]!.marks.at(-1)!.y),
    ended.map((i) => heights[i]!),
    top - lineHeight / 2,
    bottom + lineHeight / 2
  );
  ended.forEach((i, k) => {
    const end = drawn[i]!.marks.at(-1)!;
    const at = { x: right + GAP, y: middles[k]! };
    const apart = Math.abs(end.y - at.y) > lineHeight || at.x - end.x > 2 * GAP;
    drawn[i]!.label = {
      lines: names[i]!,
      value: valueOf(series[i]!),
      ...at,
      height: heights[i]!,
      leader: apart ? `M${round(end.x + 5)},${round(end.y)}L${at.x - 3},${round(at.y)}` : ''
    };
  });
  return {
    frame,
    width,
    height: bottom + Math.round(text * 2.2) + titles.x.length * lineHeight,
    plot,
    titles,
    lineHeight,
    series: drawn,
    spots: drawn.flatMap(({ series, marks }, group) =>
      marks.map(({ point, ...at }) => ({ ...at, group, text: () => pointText(x, y, series, point) }))
    )
  };
}

/** A point in words: "4.2M parameters: 48 % (35 % to 61 %); copies 16". */
const pointText = (x: Axis, y: Axis, series: Series, point: Point) =>
  `${series.label}: ${formatValue(point.y!, y.format)}${formatInterval(point, y.format)}; ` +
  `${x.label} ${formatValue(point.x, x.format)}`;

/** The numbers of a line plot, a point a row. */
export function lineTable(x: Axis, y: Axis, series: readonly Series[]): Table {
  const intervals = series.some(({ points }) => points.some(({ low }) => isNumber(low)));
  const columns = [{ label: 'series' }, { label: x.label, format: x.format ?? 'number' }];
  const measured = { label: y.label, format: y.format ?? 'number' };
  return {
    columns: intervals
      ? [...columns, measured, { ...measured, label: 'from' }, { ...measured, label: 'to' }]
      : [...columns, measured],
    rows: series.flatMap(({ label, points }) =>
      points.map((p) => [label, p.x, p.y, ...(intervals ? [p.low ?? null, p.high ?? null] : [])])
    )
  };
}

function drawSeries(series: Series, { x, y, left, right }: Plot): DrawnSeries {
  const placed = series.points.map((point) => ({
    point,
    x: x.place(point.x),
    y: isNumber(point.y) ? y.place(point.y) : null
  }));
  const shown = (p: (typeof placed)[number]) => p.x !== null && p.y !== null;
  const marks = placed.filter(shown).map((p) => ({ point: p.point, x: p.x!, y: p.y! }));
  // Beyond a break the line does not go on.
  const joined = (p: (typeof placed)[number]) => shown(p) && !(x.zero !== null && p.x === x.zero);
  const edge = (value: number) => y.place(Math.min(Math.max(value, y.domain[0]), y.domain[1]))!;
  const path = line<(typeof placed)[number]>(
    (p) => p.x!,
    (p) => p.y!
  )
    .digits(1)
    .defined(joined);
  const band = area<(typeof placed)[number]>()
    .x((p) => p.x!)
    .y0((p) => edge(p.point.low!))
    .y1((p) => edge(p.point.high!))
    .digits(1)
    .defined((p) => joined(p) && isNumber(p.point.low) && isNumber(p.point.high));
  const alone = placed.filter(
    (p, i) =>
      shown(p) &&
      isNumber(p.point.low) &&
      isNumber(p.point.high) &&
      !(joined(p) && [placed[i - 1], placed[i + 1]].some((other) => other && joined(other)))
  );
  return {
    series,
    path: path(placed) ?? '',
    band: band(placed) ?? '',
    whiskers: alone
      .map((p) => `M${round(p.x!)},${round(edge(p.point.low!))}V${round(edge(p.point.high!))}`)
      .join(''),
    marks,
    marked: marks.length * 14 <= right - left,
    label: null
  };
}
