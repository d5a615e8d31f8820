import { expect, test } from 'vitest';
import { lineGeometry, lineTable } from './lines.ts';
import type { Axis, Frame, Series } from './types.ts';

const frame: Frame = { name: 'narrow', width: 400, height: 200, text: 10 };
const x: Axis = { label: 'copies', scale: 'log2', ticks: [1, 2, 4], format: 'count' };
const y: Axis = { label: 'recited', format: 'percent', domain: [0, 1] };
const series: Series[] = [
  {
    id: 'a',
    label: 'A',
    points: [
      { x: 0, y: 0, low: 0, high: 0.1 },
      { x: 1, y: 0.25, low: 0.2, high: 0.3 },
      { x: 2, y: null },
      { x: 4, y: 1, low: 0.9, high: 1 }
    ]
  },
  {
    id: 'b',
    label: 'B',
    dashed: true,
    points: [
      { x: 1, y: 0 },
      { x: 2, y: 0.5 },
      { x: 4, y: 0.99 }
    ]
  }
];

test('lines, bands and whiskers are where the numbers say', () => {
  const drawn = lineGeometry(x, y, series, frame);
  expect(drawn.plot).toMatchObject({ left: 39, right: 359, top: 26, bottom: 226 });
  // Zero stands beyond a break, and a missing value leaves a gap: neither is joined.
  expect(drawn.series.map((s) => s.path)).toEqual(['M76.4,176ZM359,26Z', 'M76.4,226L217.7,126L359,28']);
  expect(drawn.series[0]!.whiskers).toBe('M45,226V206M76.4,186V166M359,46V26');
  expect(drawn.series[0]!.marks.map(({ x, y }) => [x, y])).toEqual([
    [45, 226],
    [76.4, 176],
    [359, 26]
  ]);
});

test('a band joins its intervals', () => {
  const points = [
    { x: 0, y: 1, low: 0, high: 2 },
    { x: 10, y: 2, low: 1, high: 4 }
  ];
  const drawn = lineGeometry({ label: 'x' }, { label: 'y' }, [{ id: 'a', label: 'A', points }], frame);
  const { left, right } = drawn.plot;
  expect([left, right]).toEqual([15, 383]);
  expect(drawn.series[0]!.band).toBe('M21,126L383,26L383,176L21,226Z');
  expect(drawn.series[0]!.whiskers).toBe('');
});

test('labels that would overlap part, with leaders from the ends of their lines', () => {
  const [a, b] = lineGeometry(x, y, series, frame).series.map((s) => s.label!);
  expect(a!.value.replace('\u00a0', ' ')).toBe('100 %');
  expect(b!.y - a!.y).toBeGreaterThanOrEqual(a!.height);
  expect(a!.leader + b!.leader).toBe('M364,28L366,56');
});

test('lines that meet share a label, in which the largest model comes first whatever their order', () => {
  const at = (y: number) => [
    { x: 1, y: 0 },
    { x: 4, y }
  ];
  const models: Series[] = [
    { id: 's', label: '1M', tone: 0, points: at(0) },
    { id: 'm', label: '6M', tone: 0.5, points: at(0.5) },
    { id: 'other', label: 'others', points: at(0) },
    { id: 'l', label: '16M', tone: 1, points: at(0.001 / 8) }
  ];
  const labelled = (order: readonly Series[]) =>
    lineGeometry(x, { ...y, format: 'number' }, order, frame).series.flatMap(({ series: { id }, label }) =>
      label ? [[id, label.value, label.lines.map((line) => line.map(({ text }) => text).join(' '))]] : []
    );
  const rounded = models.map((s) => (s.id === 'l' ? { ...s, points: at(0) } : s));
  const expected = [
    ['l', '0', ['16M, 1M, others']],
    ['m', '0.5', ['6M']]
  ];
  expect(labelled(rounded).toSorted()).toEqual(expected);
  expect(labelled(rounded.toReversed()).toSorted()).toEqual(expected);
  // What is not nothing does not stand under "0".
  expect(labelled(models).toSorted()).toEqual([
    ['l', '0.000125', ['16M']],
    ['m', '0.5', ['6M']],
    ['s', '0', ['1M, others']]
  ]);
});

test('labels that share a place part in the order of size', () => {
  const tiny = (value: number, tone: number): Series => ({
    id: `${tone}`,
    label: `${tone}`,
    tone,
    points: [{ x: 4, y: value }]
  });
  const placed = (series: Series[]) =>
    new Map(lineGeometry(x, y, series, frame).series.map(({ series, label }) => [series.tone, label!.y]));
  for (const models of [
    [tiny(0, 0), tiny(0.0001, 1)],
    [tiny(0.0001, 1), tiny(0, 0)]
  ]) {
    const at = placed(models);
    expect(at.get(1)).toBeLessThan(at.get(0)!);
  }
});

test('every point can be read out, in words', () => {
  const { spots } = lineGeometry(x, y, series, frame);
  expect(spots.map(({ text }) => text().replaceAll('\u00a0', ' '))).toEqual([
    'A: 0 % (0 % to 10 %); copies 0',
    'A: 25 % (20 % to 30 %); copies 1',
    'A: 100 % (90 % to 100 %); copies 4',
    'B: 0 %; copies 1',
    'B: 50 %; copies 2',
    'B: 99 %; copies 4'
  ]);
});

test('the table holds every number', () => {
  const table = lineTable(x, y, series);
  expect(table.columns.map((c) => c.label)).toEqual(['series', 'copies', 'recited', 'from', 'to']);
  expect(table.rows[1]).toEqual(['A', 1, 0.25, 0.2, 0.3]);
  expect(table.rows[2]).toEqual(['A', 2, null, null, null]);
  expect(table.rows).toHaveLength(7);
});

test('a zero has its place on a logarithmic axis of values too; no data is no error', () => {
  const log: Axis = { label: 'y', scale: 'log10' };
  const points = [
    { x: 1, y: 0 },
    { x: 2, y: 10 }
  ];
  const drawn = lineGeometry({ label: 'x' }, log, [{ id: 'a', label: 'A', points }], frame);
  expect(drawn.series[0]!.marks[0]!.y).toBe(drawn.plot.bottom);
  expect(lineGeometry(x, y, [], frame).spots).toEqual([]);
});
