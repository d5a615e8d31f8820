import { expect, test } from 'vitest';
import { frames } from './frames.ts';
import { cellsOf, GRID, scatterGeometry, scatterTable } from './scatter.ts';

const domain = { x: [0, 40], y: [0, 26] } as const;
const x = { label: 'across', domain: domain.x };
const y = { label: 'up', domain: domain.y };
const items: [number, number][] = [
  [0.5, 0.5],
  [0.6, 0.4],
  [39.9, 25.9],
  [20.5, 13.5],
  [NaN, 3]
];
const cells = cellsOf(
  items,
  (item) => item,
  ([at]) => at < 1,
  domain
);

test('what stands in one cell is one dot, at its middle; what has no place is left out', () => {
  expect(cells).toEqual([
    { x: 0.5, y: 0.5, n: 2, marked: 2 },
    { x: 20.5, y: 13.5, n: 1, marked: 0 },
    { x: 39.5, y: 25.5, n: 1, marked: 0 }
  ]);
});

test.each(frames)('dots lie within the plot, their area as many as they are: $name', (frame) => {
  const { dots, plot, spots } = scatterGeometry(x, y, cells, ({ n }) => `${n}`, frame);
  for (const dot of dots) {
    expect(dot.x).toBeGreaterThanOrEqual(plot.left);
    expect(dot.x).toBeLessThanOrEqual(plot.right);
    expect(dot.y).toBeGreaterThanOrEqual(plot.top);
    expect(dot.y).toBeLessThanOrEqual(plot.bottom);
    expect(2 * dot.r).toBeLessThan((1.3 * (plot.right - plot.left)) / GRID.columns);
  }
  expect(dots[0]!.inner).toBe(dots[0]!.r);
  expect(dots[1]!.inner).toBe(0);
  expect(spots.map(({ text }) => text())).toEqual(['2', '1', '1']);
});

test('the numbers below count every item once; marks are told where they are known', () => {
  const told = scatterTable(x, y, cells, 'items', 'marked');
  expect(told.columns.map(({ label }) => label)).toEqual(['across', 'up', 'items', 'marked']);
  expect(told.rows).toEqual([
    ['0 to 5', '0 to 4', 2, 2],
    ['20 to 25', '13 to 17', 1, 0],
    ['35 to 40', '22 to 26', 1, 0]
  ]);
  const closed = scatterTable(
    x,
    y,
    cellsOf(items, (item) => item, null, domain),
    'items',
    'marked'
  );
  expect(closed.columns).toHaveLength(3);
  expect(closed.rows.reduce((sum, row) => sum + (row[2] as number), 0)).toBe(4);
});
