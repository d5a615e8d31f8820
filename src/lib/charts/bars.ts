// The geometry of a bar chart, or of a dot plot where values have intervals: one row below the other.
import { formatInterval, formatValue } from './format.ts';
import { axisLabel } from './lines.ts';
import { scaleOf, type Scale } from './scales.ts';
import { textWidth, wrap } from './text.ts';
import type { Axis, Drawing, Frame, Row, Table } from './types.ts';

export interface DrawnRow {
  row: Row;
  /** The label, line by line. */
  lines: string[];
  /** The end of the first line of the label on the desk, where labels stand left of the bars; its start on a phone. */
  labelX: number;
  /** The baseline of the first line of the label. */
  labelY: number;
  /** The middle of the bar. */
  y: number;
  /** The end of the bar, or the dot; `null` where nothing was measured or the axis cannot show it. */
  x: number | null;
  /** The ends of the interval. */
  interval: [number, number] | null;
  value: string;
  valueX: number;
}

export interface BarGeometry extends Drawing {
  /** The name of a group, and its baseline. */
  groups: { label: string; y: number }[];
  rows: DrawnRow[];
  left: number;
  right: number;
  top: number;
  bottom: number;
  scale: Scale;
  title: string[];
  lineHeight: number;
  /** Thickness of a bar; `null` where values are dots: a length from a logarithmic axis would mean nothing. */
  bar: number | null;
  /** Whether labels stand left of their bars, or above them. */
  beside: boolean;
}

const GAP = 10;

/** Places a bar chart in a frame. */
export function barGeometry(value: Axis, rows: readonly Row[], frame: Frame): BarGeometry {
  const { width, text } = frame;
  const beside = frame.name === 'wide';
  const lineHeight = Math.round(text * 1.2);
  const logarithmic = value.scale === 'log2' || value.scale === 'log10';
  const dots = logarithmic || rows.some(({ low, high }) => low !== undefined && high !== undefined);
  const thick = Math.round(text * (beside ? 1.1 : 0.8));

  const labels = rows.map((row) => wrap(row.label, beside ? width * 0.36 : width, text));
  const texts = rows.map((row) =>
    row.value === null ? 'not measured' : formatValue(row.value, value.format)
  );
  const left = beside
    ? Math.ceil(Math.max(0, ...labels.flat().map((line) => textWidth(line, text)))) + GAP
    : Math.ceil(text * 0.5);
  const right = Math.floor(width - Math.max(0, ...texts.map((t) => textWidth(t, text))) - GAP);
  const scale = scaleOf(
    value,
    rows
      .flatMap(({ value, low, high }) => [
        value,
        ...[low, high].filter((bound) => !logarithmic || bound! > 0)
      ])
      .filter((v) => v !== null && v !== undefined),
    [left, right],
    Math.max(2, Math.floor((right - left) / (text * 5)))
  );
  const place = (v: number) => scale.place(Math.min(Math.max(v, scale.domain[0]), scale.domain[1]));

  const groups: BarGeometry['groups'] = [];
  const drawn: DrawnRow[] = [];
  const groupNames = [...new Set(rows.map((row) => row.group))];
  let at = 0;
  for (const group of groupNames) {
    if (group !== undefined) {
      at += drawn.length > 0 ? lineHeight * 0.7 : 0;
      groups.push({ label: group, y: Math.round(at + text) });
      at += lineHeight * (beside ? 1 : 1.15);
    }
    rows.forEach((row, i) => {
      if (row.group !== group) return;
      const lines = labels[i]!;
      const block = lines.length * lineHeight;
      const height = beside ? Math.max(block, thick) + text * 0.45 : block + thick + text * 0.7;
      const y = Math.round(beside ? at + height / 2 : at + block + text * 0.15 + thick / 2);
      const x = row.value === null ? null : scale.place(row.value);
      const interval: [number, number] | null =
        row.low === undefined || row.high === undefined ? null : [place(row.low)!, place(row.high)!];
      drawn.push({
        row,
        lines,
        labelX: beside ? left - GAP : 0,
        labelY: Math.round(beside ? y - block / 2 + lineHeight * 0.76 : at + text),
        y,
        x,
        interval,
        value: texts[i]!,
        valueX: Math.max(x ?? left, interval?.[1] ?? left) + GAP
      });
      at += height;
    });
  }
  const bottom = Math.ceil(at + text * 0.2);
  const title = wrap(axisLabel(value), width - (beside ? left : 0), text);
  return {
    frame,
    width,
    height: bottom + Math.round(text * 2.2) + title.length * lineHeight,
    groups,
    rows: drawn,
    left,
    right,
    top: 0,
    bottom,
    scale,
    title,
    lineHeight,
    bar: dots ? null : thick,
    beside,
    spots: drawn.flatMap(({ row, x, y }) =>
      x === null
        ? []
        : [
            {
              x,
              y,
              group: 0,
              text: () =>
                `${row.group === undefined ? '' : `${row.group}, `}${row.label}: ` +
                formatValue(row.value!, value.format) +
                formatInterval(row, value.format)
            }
          ]
    )
  };
}

/** The numbers of a bar chart, a bar a row. */
export function barTable(value: Axis, rows: readonly Row[]): Table {
  const grouped = rows.some(({ group }) => group !== undefined);
  const intervals = rows.some(({ low }) => low !== undefined);
  const measured = { label: value.label, format: value.format ?? 'number' };
  return {
    columns: [
      ...(grouped ? [{ label: 'group' }] : []),
      { label: 'row' },
      measured,
      ...(intervals
        ? [
            { ...measured, label: 'from' },
            { ...measured, label: 'to' }
          ]
        : [])
    ],
    rows: rows.map((row) => [
      ...(grouped ? [row.group ?? ''] : []),
      row.label,
      row.value,
      ...(intervals ? [row.low ?? null, row.high ?? null] : [])
    ])
  };
}
