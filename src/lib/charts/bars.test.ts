import { expect, test } from 'vitest';
import { barGeometry, barTable } from './bars.ts';
import type { Frame, Row } from './types.ts';

const wide: Frame = { name: 'wide', width: 600, height: 0, text: 10 };
const value = { label: 'share', format: 'percent' as const, domain: [0, 1] as const };
const rows: Row[] = [
  { label: 'one', value: 0.5, group: 'G' },
  { label: 'two', value: null, group: 'G' },
  { label: 'three', value: 1, group: 'H', strong: true }
];

test('bars begin at the axis, and what was not measured keeps its row', () => {
  const drawn = barGeometry(value, rows, wide);
  expect(drawn.bar).toBe(11);
  expect(drawn.groups.map((g) => g.label)).toEqual(['G', 'H']);
  const { left, right } = drawn;
  expect(drawn.rows.map((r) => r.x)).toEqual([(left + right) / 2, null, right]);
  expect(drawn.rows.map((r) => r.value.replace('\u00a0', ' '))).toEqual(['50 %', 'not measured', '100 %']);
  const ys = drawn.rows.map((r) => r.y);
  expect(ys).toEqual(ys.toSorted((a, b) => a - b));
  expect(drawn.groups[1]!.y).toBeGreaterThan(ys[1]!);
});

test('with intervals they are dots, and the value stands beyond the interval', () => {
  const drawn = barGeometry(value, [{ label: 'one', value: 0.5, low: 0.4, high: 0.75 }], wide);
  expect(drawn.bar).toBeNull();
  const [low, high] = drawn.rows[0]!.interval!;
  const at = (share: number) => drawn.left + share * (drawn.right - drawn.left);
  expect([low, high].map(Math.round)).toEqual([at(0.4), at(0.75)].map(Math.round));
  expect(drawn.rows[0]!.valueX).toBe(high + 10);
});

test('on a logarithmic axis nothing is a bar, and zero stands beyond the break', () => {
  const drawn = barGeometry(
    { ...value, domain: undefined, scale: 'log10' },
    [
      { label: 'none', value: 0, low: 0, high: 0.02 },
      { label: 'some', value: 0.1 }
    ],
    wide
  );
  expect(drawn.bar).toBeNull();
  expect(drawn.rows[0]!.x).toBe(drawn.left);
  expect(drawn.rows[1]!.x).toBe(drawn.right);
});

test('nothing drawn leaves the frame', () => {
  for (const name of ['wide', 'narrow'] as const) {
    const drawn = barGeometry(value, rows, { ...wide, name });
    for (const row of drawn.rows) {
      expect(row.valueX).toBeLessThan(drawn.width);
      expect(row.y).toBeLessThan(drawn.bottom);
      expect(row.labelX).toBeGreaterThanOrEqual(0);
    }
  }
});

test('the table holds groups and intervals where there are any', () => {
  expect(barTable(value, rows)).toEqual({
    columns: [{ label: 'group' }, { label: 'row' }, { label: 'share', format: 'percent' }],
    rows: [
      ['G', 'one', 0.5],
      ['G', 'two', null],
      ['H', 'three', 1]
    ]
  });
  expect(barTable(value, [{ label: 'a', value: 1, low: 0, high: 2 }]).rows).toEqual([['a', 1, 0, 2]]);
});
