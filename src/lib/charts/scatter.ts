// The geometry of a scatter plot of many: dots of one cell of a grid are drawn as one, the larger the more there are.
import { formatValue } from './format.ts';
import { axisLabel } from './lines.ts';
import { scaleOf } from './scales.ts';
import { textWidth, wrap } from './text.ts';
import type { LineGeometry } from './lines.ts';
import type { Axis, Frame, Table } from './types.ts';

/** Items that stand in one cell of the grid, around `x` and `y`. */
export interface Cell {
  x: number;
  y: number;
  n: number;
  /** Those among them that are marked; null where that is not told. */
  marked: number | null;
}

export interface Dot {
  cell: Cell;
  x: number;
  y: number;
  r: number;
  /** Of the marked among them, drawn within. */
  inner: number;
}

export interface ScatterGeometry extends LineGeometry {
  dots: Dot[];
}

/** Columns and rows of the grid. */
export const GRID = { columns: 40, rows: 26 } as const;

/** Items by the cells of a grid over a domain, each cell's middle standing for them. What lies outside is put at the edge. */
export function cellsOf<T>(
  items: readonly T[],
  place: (item: T) => readonly [number, number],
  marked: ((item: T) => boolean) | null,
  domain: { x: readonly [number, number]; y: readonly [number, number] }
): Cell[] {
  const cells = new Map<number, Cell>();
  const index = (value: number, [low, high]: readonly [number, number], count: number) =>
    Math.min(count - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * count)));
  const middle = (at: number, [low, high]: readonly [number, number], count: number) =>
    low + ((at + 0.5) * (high - low)) / count;
  for (const item of items) {
    const [x, y] = place(item);
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    const [column, row] = [index(x, domain.x, GRID.columns), index(y, domain.y, GRID.rows)];
    const key = row * GRID.columns + column;
    let cell = cells.get(key);
    if (!cell) {
      const at = { x: middle(column, domain.x, GRID.columns), y: middle(row, domain.y, GRID.rows) };
      cells.set(key, (cell = { ...at, n: 0, marked: marked ? 0 : null }));
    }
    cell.n++;
    if (marked?.(item)) cell.marked!++;
  }
  return [...cells.entries()].toSorted(([a], [b]) => a - b).map(([, cell]) => cell);
}

/** Places a scatter plot in a frame. Both axes need a domain. */
export function scatterGeometry(
  x: Axis & { domain: readonly [number, number] },
  y: Axis & { domain: readonly [number, number] },
  cells: readonly Cell[],
  words: (cell: Cell) => string,
  frame: Frame
): ScatterGeometry {
  const { width, height, text } = frame;
  const lineHeight = Math.round(text * 1.2);
  const titles = {
    x: wrap(axisLabel(x), width - text, text),
    y: wrap(axisLabel(y), width - text, text)
  };
  const top = Math.round(text * 1.4) + titles.y.length * lineHeight;
  const bottom = top + height;
  const yScale = scaleOf(y, [], [bottom, top]);
  const left = Math.ceil(Math.max(...yScale.ticks.map((tick) => textWidth(tick.text, text)), 0)) + 8;
  const right = width - text;
  const xScale = scaleOf(x, [], [left, right], Math.max(2, Math.floor((right - left) / (text * 5))));
  const most = Math.max(1, ...cells.map(({ n }) => n));
  const room = Math.min((right - left) / GRID.columns, height / GRID.rows) * 0.62;
  const size = (n: number) => room * Math.sqrt(n / most);
  const dots = cells.map((cell): Dot => ({
    cell,
    x: xScale.place(cell.x) ?? left,
    y: yScale.place(cell.y) ?? bottom,
    r: Math.max(1, size(cell.n)),
    inner: cell.marked ? Math.max(1, size(cell.marked)) : 0
  }));
  return {
    frame,
    width,
    height: bottom + Math.round(text * 2.2) + titles.x.length * lineHeight,
    plot: { left, right, top, bottom, x: xScale, y: yScale },
    titles,
    lineHeight,
    series: [],
    dots,
    spots: dots.map(({ cell, x, y }) => ({ x, y, group: cell.y, text: () => words(cell) }))
  };
}

/** The numbers below the plot, four cells by four together. */
export function scatterTable(x: Axis, y: Axis, cells: readonly Cell[], items: string, marked: string): Table {
  const tell = cells.some((cell) => cell.marked !== null);
  const domain = {
    x: x.domain ?? [0, Math.max(1, ...cells.map((cell) => cell.x))],
    y: y.domain ?? [0, Math.max(1, ...cells.map((cell) => cell.y))]
  };
  const step = { x: (domain.x[1] - domain.x[0]) / 8, y: (domain.y[1] - domain.y[0]) / 6 };
  const groups = new Map<string, { x: number; y: number; n: number; marked: number }>();
  for (const cell of cells) {
    const column = Math.min(7, Math.floor((cell.x - domain.x[0]) / step.x));
    const row = Math.min(5, Math.floor((cell.y - domain.y[0]) / step.y));
    const key = `${row} ${column}`;
    const group = groups.get(key) ?? { x: column, y: row, n: 0, marked: 0 };
    group.n += cell.n;
    group.marked += cell.marked ?? 0;
    groups.set(key, group);
  }
  const between = (at: number, from: number, width: number) =>
    `${formatValue(Math.round(from + at * width), 'count')} to ${formatValue(Math.round(from + (at + 1) * width), 'count')}`;
  return {
    columns: [
      { label: x.label },
      { label: y.label },
      { label: items, format: 'count' },
      ...(tell ? [{ label: marked, format: 'count' as const }] : [])
    ],
    rows: [...groups.values()]
      .toSorted((a, b) => a.x - b.x || a.y - b.y)
      .map((group) => [
        between(group.x, domain.x[0], step.x),
        between(group.y, domain.y[0], step.y),
        group.n,
        ...(tell ? [group.marked] : [])
      ])
  };
}
