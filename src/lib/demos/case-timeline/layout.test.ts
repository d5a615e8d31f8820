import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBibliography } from '#lib/content/bibliography.ts';
import { textWidth } from '#lib/charts/text.ts';
import { KINDS, happenings, passes, readCases } from '#lib/law/cases.ts';
import { middle } from '#lib/law/dates.ts';
import {
  KEY,
  NARROW,
  PARTS,
  SIGN,
  isOf,
  isOnAxis,
  layoutNarrow,
  layoutWide,
  pack,
  signOf,
  signPath,
  strip,
  waiting,
  type Part
} from './layout.ts';

const references = readBibliography(readFileSync('content/references.bib', 'utf8'), 'references.bib');
const law = readCases(parse(readFileSync('content/law/cases.yaml', 'utf8')), references, 'cases.yaml');
const of = (part: Part) => happenings(law).filter((one) => isOf(part, one) && isOnAxis(part, one));

test('rows are as few as the first that fits allows', () => {
  expect(
    pack([
      [0, 10],
      [5, 15],
      [10, 20],
      [16, 18],
      [0, 30]
    ])
  ).toEqual([0, 1, 0, 1, 2]);
  expect(pack([])).toEqual([]);
});

test('intervals of one row never meet', () => {
  const interval = fc
    .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 30 }))
    .map(([from, length]) => [from, from + length] as const);
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 30 }), (intervals) => {
      const rows = pack(intervals);
      intervals.forEach(([a, b], i) =>
        intervals.forEach(([c, d], j) => {
          if (i < j && rows[i] === rows[j]) expect(b <= c || d <= a).toBe(true);
        })
      );
    })
  );
});

describe.each(Object.keys(PARTS) as Part[])('our own events: %s', (part) => {
  const events = of(part);

  test.each([
    ['wide', layoutWide(part, events), 'x'] as const,
    ['narrow', layoutNarrow(part, events), 'y'] as const
  ])('%s: the axis is true, and what can be pressed is apart and within', (_, layout, axis) => {
    expect(layout.marks).toHaveLength(events.length);
    const [first, last] = [layout.marks[0]!, layout.marks.at(-1)!].toSorted(
      (a, b) => middle(a.event.date) - middle(b.event.date)
    );
    const perDay = (last![axis] - first![axis]) / (middle(last!.event.date) - middle(first!.event.date));
    for (const mark of layout.marks) {
      const expected = first![axis] + perDay * (middle(mark.event.date) - middle(first!.event.date));
      expect(mark[axis], mark.event.id).toBeCloseTo(expected, 3);
      const { x, y, width, height } = mark.hit;
      expect(height, mark.event.id).toBeGreaterThanOrEqual(24);
      expect(x, mark.event.id).toBeGreaterThanOrEqual(-6);
      expect(x + width, mark.event.id).toBeLessThanOrEqual(layout.width + 6);
      expect(y + height, mark.event.id).toBeLessThanOrEqual(layout.height);
      expect(mark.lines.title.join(' '), mark.event.id).toBe(mark.event.title);
    }
    layout.marks.forEach((a, i) =>
      layout.marks.slice(i + 1).forEach((b) => {
        const apart =
          a.hit.x + a.hit.width <= b.hit.x + 1e-6 ||
          b.hit.x + b.hit.width <= a.hit.x + 1e-6 ||
          a.hit.y + a.hit.height <= b.hit.y + 1e-6 ||
          b.hit.y + b.hit.height <= a.hit.y + 1e-6;
        expect(apart, `${a.event.id} and ${b.event.id}`).toBe(true);
      })
    );
  });

  test('every event with its filter alone has a place too', () => {
    for (const filter of ['fair-use', 'memorization', 'abroad'] as const) {
      const some = events.filter((one) => passes(filter, one));
      expect(layoutWide(part, some).marks).toHaveLength(some.length);
      expect(layoutNarrow(part, some).marks).toHaveLength(some.length);
    }
  });
});

test('down the page every line of a name ends within the drawing', () => {
  const { width, text, meta } = NARROW;
  for (const part of Object.keys(PARTS) as Part[])
    for (const mark of layoutNarrow(part, of(part)).marks) {
      for (const [lines, size] of [
        [mark.lines.title, text],
        [mark.lines.meta, meta]
      ] as const)
        for (const line of lines)
          expect(mark.text.x + textWidth(line, size), line).toBeLessThanOrEqual(width);
    }
});

test('only the filing of Ross lies before the axis', () => {
  const before = happenings(law).filter((one) => isOf('learning', one) && !isOnAxis('learning', one));
  expect(before.map(({ event }) => event.id)).toEqual(['ross-2020-05']);
});

test('what the chapter counts: five rulings on fair use in training since 2023, two of them overtaken', () => {
  const rulings = of('learning').filter(
    ({ event, court }) =>
      event.kind === 'ruling' && event.topics.includes('fair-use') && court.country === 'United States'
  );
  expect(rulings.filter(({ event }) => event.superseded_by).map(({ event }) => event.id)).toEqual([
    'ross-2023-09',
    'ross-2025-02'
  ]);
  expect(rulings.map(({ event }) => event.id)).toEqual([
    'ross-2023-09',
    'ross-2025-02',
    'bartz-2025-06',
    'kadrey-2025-06',
    'ross-2026-09'
  ]);
});

test('an arc leads from each ruling to what became of it, where both are drawn', () => {
  for (const layout of [layoutWide('learning', of('learning')), layoutNarrow('learning', of('learning'))]) {
    expect(layout.arcs.map(({ from, to }) => `${from} ${to}`).sort()).toEqual([
      'doe-2024-06 doe-2026-09',
      'getty-2025-11 getty-2025-12',
      'ross-2023-09 ross-2025-02',
      'ross-2025-02 ross-2026-09'
    ]);
    for (const { from, to, path } of layout.arcs) {
      const [a, b] = [from, to].map((id) => layout.marks.find(({ event }) => event.id === id)!);
      expect(path).toContain(`M${a!.x.toFixed(1)},${a!.y.toFixed(1)}Q`);
      expect(path.endsWith(` ${b!.x.toFixed(1)},${b!.y.toFixed(1)}`)).toBe(true);
    }
  }
  const precedents = layoutWide('precedents', of('precedents')).arcs;
  expect(precedents.map(({ from, to }) => `${from} ${to}`)).toEqual(['cox-2024-02 cox-2026-03']);
  expect(layoutWide('learning', []).arcs).toEqual([]);
});

test('the cases that wait are those that are pending or on appeal, from their filing on', () => {
  const rows = waiting(law);
  const ids = rows.map(({ one }) => one.id);
  expect(ids[0]).toBe('ross');
  expect(ids).toEqual(expect.arrayContaining(['nyt', 'kadrey', 'getty', 'like-company']));
  for (const decided of ['bartz', 'campbell', 'copyright-office', 'cox']) expect(ids).not.toContain(decided);
  for (const { from, to } of rows) {
    expect(from).toBeGreaterThanOrEqual(0);
    expect(to).toBeGreaterThanOrEqual(from);
    expect(to).toBeLessThanOrEqual(100);
  }
});

test('the years of the axis stand where they begin', () => {
  const { ticks } = layoutNarrow('learning', of('learning'));
  expect(ticks.map(({ label }) => label)).toEqual(['2023', '2024', '2025', '2026', '2027']);
  const [a, b] = [ticks[0]!.at, ticks[1]!.at];
  expect(a).toBeGreaterThan(NARROW.top);
  expect((ticks[4]!.at - ticks[1]!.at) / (b - a)).toBeCloseTo((3 * 365 + 1) / 365, 6);
});

test('along a strip events stand as on the axis, in percent', () => {
  const events = of('learning');
  const { marks, ticks } = strip('learning', events);
  const wide = layoutWide('learning', events);
  expect(marks.map(({ id }) => id)).toEqual(events.map(({ event }) => event.id));
  for (const { id, at } of marks) {
    const mark = wide.marks.find(({ event }) => event.id === id)!;
    expect(at, id).toBeCloseTo(((mark.x - 4) / (wide.width - 8)) * 100, 6);
  }
  expect(ticks.map(({ label }) => label)).toEqual(wide.ticks.map(({ label }) => label));
});

test('every kind of event has a sign of the key, and every sign its shape', () => {
  const signs = KEY.map(([sign]) => sign);
  expect(new Set([...Object.values(SIGN), 'struck'])).toEqual(new Set(signs));
  expect(signOf({ kind: 'ruling', superseded_by: 'x' })).toBe('struck');
  expect(signOf({ kind: 'pleading', superseded_by: 'x' })).toBe('dot');
  expect(signOf({ kind: 'ruling' })).toBe('diamond');
  expect(signPath('struck', 10, 20, 4)).toBe('M10,15L15,20L10,25L5,20ZM2.4,20H17.6');
  expect(Object.keys(SIGN).sort()).toEqual(Object.keys(KINDS).sort());
  expect(signPath('diamond', 10, 20, 4)).toBe('M10,15L15,20L10,25L5,20Z');
  expect(signPath('ring', 10, 20, 4)).toBe('M6.6,20a3.4,3.4 0 1 0 6.8,0a3.4,3.4 0 1 0 -6.8,0Z');
  expect(signPath('square', 10, 20, 4)).toBe('M6.6,16.6L13.4,16.6L13.4,23.4L6.6,23.4Z');
  expect(signPath('triangle', 10, 20, 4)).toBe('M10,15.8L14,23.2L6,23.2Z');
});
