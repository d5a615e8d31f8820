// The geometry of a line plot: a pure function from what is to be shown to paths, places and words.
import { area, line } from 'd3-shape';
import { formatInterval, formatValue } from './format.ts';
import { meeting, spread } from './labels.ts';
import { scaleOf, type Scale } from './scales.ts';
import { textWidth, wrap } from './text.ts';
import type { Axis, Drawing, Frame, Point, Series, Table } from './types.ts';

/** The plot area: pixels of the drawing to data and back. */
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

/** A name, or a piece of one, in a label that several lines may share. */
export interface Name {
  text: string;
  series: Series;
}

export interface Label {
  /** The names of the lines that end here, the largest model first. */
  lines: Name[][];
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
  /** The intervals of isolated points, where a band would have no width. */
  whiskers: string;
  marks: Mark[];
  /** Whether every point is marked, or the last one only. */
  marked: boolean;
  /** The label at its end; null where it has none, or where another line that ends there bears the name of both. */
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
  const labels = labelsOf(series, y, width * 0.3, text);
  const gutter = Math.max(
    0,
    ...labels.flatMap(({ lines, value }) =>
      [...lines.map(written), value].map((words) => textWidth(words, text))
    )
  );
  const heights = labels.map(({ lines }) => (lines.length + 1) * lineHeight);

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
  const endOf = ({ first }: (typeof labels)[number]) => drawn[first]!.marks.at(-1);
  const ended = labels.flatMap((label, i) => (endOf(label) ? [i] : []));
  const middles = spread(
    ended.map((i) => endOf(labels[i]!)!.y),
    ended.map((i) => heights[i]!),
    top - lineHeight / 2,
    bottom + lineHeight / 2
  );
  ended.forEach((i, k) => {
    const { first, lines, value } = labels[i]!;
    const end = endOf(labels[i]!)!;
    const at = { x: right + GAP, y: middles[k]! };
    const apart = Math.abs(end.y - at.y) > lineHeight || at.x - end.x > 2 * GAP;
    drawn[first]!.label = {
      lines,
      value,
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

const written = (names: readonly Name[]) => names.map(({ text }) => text).join(' ');

/** The labels at the ends of lines, the largest model's first; lines that meet share one, which is kept at `first`. */
function labelsOf(series: readonly Series[], y: Axis, width: number, text: number) {
  const order = series.map((_, i) => i).sort((a, b) => toneOf(series[b]!) - toneOf(series[a]!));
  const ends = order.flatMap((i) => {
    const last = series[i]!.points.findLast((point) => isNumber(point.y));
    return last ? [{ i, x: last.x, value: formatValue(last.y!, y.format) }] : [];
  });
  return meeting(ends).map((members) => ({
    first: ends[members[0]!]!.i,
    value: ends[members[0]!]!.value,
    lines: named(
      members.map((member) => series[ends[member]!.i]!),
      width,
      text
    )
  }));
}

/** Series that belong to no model come after those that do. */
const toneOf = ({ tone }: Series) => tone ?? -1;

/** Names one after another, on as few lines of text as a width allows. */
function named(members: readonly Series[], width: number, text: number): Name[][] {
  const lines: Name[][] = [];
  members.forEach((series, i) => {
    const name = i < members.length - 1 ? `${series.label},` : series.label;
    const [first, ...rest] = wrap(name, width, text).map((text) => ({ text, series }));
    const last = lines.at(-1);
    if (last && textWidth(written([...last, first!]), text) <= width) last.push(first!);
    else lines.push([first!]);
    lines.push(...rest.map((name) => [name]));
  });
  return lines;
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
