// Where everything goes on the timeline: a true axis of time, and names that do not run into each other.
// Lengths in SVG units.
import { scaleLinear } from 'd3-scale';
import { spread } from '#lib/charts/labels.ts';
import { textWidth, wrap } from '#lib/charts/text.ts';
import { LANES, type Happening, type Kind, type Law, type LawCase, type LawEvent } from '#lib/law/cases.ts';
import { middle } from '#lib/law/dates.ts';
import { when } from './event.ts';

/** What the axis runs over. Each part has an axis of its own, since forty years and four do not fit one. */
export const PARTS = {
  learning: { label: 'machine learning, since 2022', years: [2022.75, 2027.1] },
  precedents: { label: 'precedents, since 1984', years: [1983, 2027.5] }
} as const;
export type Part = keyof typeof PARTS;

const time = (year: number) => Date.UTC(Math.floor(year), (year % 1) * 12, 1);

/** Whether an event belongs to a part; some belong to a part and lie before its axis, those on what a copy is to none. */
export const isOf = (part: Part, { case: { group } }: Happening): boolean =>
  part === 'precedents' ? group === 'precedent' : group === 'ai' || group === 'office';

/** Whether the axis of a part reaches back to an event. */
export const isOnAxis = (part: Part, { event }: Happening): boolean =>
  middle(event.date) >= time(PARTS[part].years[0]);

/** The sign for a kind of event: rulings stand out, steps along the way do not. */
export const SIGN: Record<Kind, Shape> = {
  filed: 'ring',
  referred: 'ring',
  pleading: 'dot',
  order: 'dot',
  hearing: 'dot',
  ruling: 'diamond',
  'not-final': 'open-diamond',
  'first-instance': 'open-diamond',
  settlement: 'square',
  statement: 'triangle',
  statute: 'triangle',
  scheduled: 'dashed'
};

/** The sign for an event: a ruling that a later one overtook is struck through. */
export const signOf = ({ kind, superseded_by }: Pick<LawEvent, 'kind' | 'superseded_by'>): Shape =>
  superseded_by && SIGN[kind].includes('diamond') ? 'struck' : SIGN[kind];

/** The signs and what they mean, in the order of a key. */
export const KEY = [
  ['ring', 'suit filed, or question referred'],
  ['dot', 'a step along the way'],
  ['diamond', 'ruling'],
  ['open-diamond', 'ruling under appeal, or not known to be final'],
  ['struck', 'ruling that a later one overtook'],
  ['square', 'settlement'],
  ['triangle', 'statement of an office, or statute'],
  ['dashed', 'date set']
] as const;

export type Shape = (typeof KEY)[number][0];

/** An SVG path for a sign around (x, y); `size` is about its half width. */
export function signPath(sign: Shape, x: number, y: number, size: number): string {
  const n = (value: number) => String(Math.round(value * 100) / 100);
  const circle = (r: number) =>
    `M${n(x - r)},${n(y)}a${n(r)},${n(r)} 0 1 0 ${n(2 * r)},0a${n(r)},${n(r)} 0 1 0 ${n(-2 * r)},0Z`;
  const corners = (points: [number, number][]) =>
    `M${points.map(([dx, dy]) => `${n(x + dx * size)},${n(y + dy * size)}`).join('L')}Z`;
  switch (sign) {
    case 'ring':
    case 'dashed':
      return circle(size * 0.85);
    case 'dot':
      return circle(size * 0.55);
    case 'diamond':
    case 'open-diamond':
    case 'struck': {
      const diamond = corners([
        [0, -1.25],
        [1.25, 0],
        [0, 1.25],
        [-1.25, 0]
      ]);
      return sign === 'struck' ? `${diamond}M${n(x - 1.9 * size)},${n(y)}H${n(x + 1.9 * size)}` : diamond;
    }
    case 'square':
      return corners([
        [-0.85, -0.85],
        [0.85, -0.85],
        [0.85, 0.85],
        [-0.85, 0.85]
      ]);
    case 'triangle':
      return corners([
        [0, -1.05],
        [1, 0.8],
        [-1, 0.8]
      ]);
  }
}

/** Rows for intervals in the given order: each goes to the first row in which it meets no other. */
export function pack(intervals: readonly (readonly [number, number])[]): number[] {
  const rows: (readonly [number, number])[][] = [];
  return intervals.map((interval) => {
    const [from, to] = interval;
    let row = rows.findIndex((others) => others.every(([a, b]) => to <= a || b <= from));
    if (row === -1) row = rows.push([]) - 1;
    rows[row]!.push(interval);
    return row;
  });
}

export interface Mark extends Happening {
  /** The place of the sign. */
  x: number;
  y: number;
  /** Where the name begins (or ends, where it is to the left), and the baseline of its first line. */
  text: { x: number; y: number; anchor: 'start' | 'end' };
  /** The name, and under it day and court where they are drawn, line by line. */
  lines: { title: string[]; meta: string[] };
  /** What can be pressed, at least 24 units high. */
  hit: { x: number; y: number; width: number; height: number };
  /** From the true place on the axis to the name, where they are apart. */
  leader?: string;
}

export interface Layout {
  width: number;
  height: number;
  marks: Mark[];
  /** Years on the axis. */
  ticks: { at: number; label: string }[];
  lanes: { label: string; y: number }[];
  /** From each ruling to what became of it on appeal, or to the ruling that overtook it, where both are drawn. */
  arcs: Arc[];
}

export interface Arc {
  /** The ids of the two events. */
  from: string;
  to: string;
  path: string;
}

/** Arcs between marks; `bend` gives the point that an arc is drawn towards. */
function arcsBetween(marks: readonly Mark[], bend: (a: Mark, b: Mark) => readonly [number, number]): Arc[] {
  const by = new Map(marks.map((mark) => [mark.event.id, mark]));
  const pairs = marks.flatMap(({ event }) => [
    ...(event.superseded_by ? [[event.id, event.superseded_by] as const] : []),
    ...(event.follows && by.get(event.follows)?.event.superseded_by !== event.id
      ? [[event.follows, event.id] as const]
      : [])
  ]);
  return pairs.flatMap(([from, to]) => {
    const [a, b] = [by.get(from), by.get(to)];
    if (!a || !b) return [];
    const [x, y] = bend(a, b);
    const n = (value: number) => value.toFixed(1);
    return [{ from, to, path: `M${n(a.x)},${n(a.y)}Q${n(x)},${n(y)} ${n(b.x)},${n(b.y)}` }];
  });
}

/** A pending case, from its filing to the last day of which anything is known, in percent of the axis. */
export interface Waiting {
  one: LawCase;
  /** Where its bar begins and ends. */
  from: number;
  to: number;
  /** The day of its filing, or of the first event of it that is known. */
  since: string;
  filed: boolean;
}

/** The pending cases on machine learning, on appeal too, those pending longest first. */
export function waiting({ cases }: Pick<Law, 'cases'>): Waiting[] {
  const x = scaleOf('learning', [0, 100]);
  return cases
    .filter(({ group, status }) => group === 'ai' && ['pending', 'appeal'].includes(status.stands))
    .map((one) => {
      const { date: since, kind } = one.events[0]!;
      return {
        one,
        since,
        filed: kind === 'filed',
        from: Math.max(0, x(middle(since))),
        to: x(middle(one.status.as_of))
      };
    })
    .toSorted((a, b) => a.since.localeCompare(b.since));
}

/** Sizes of the text, and heights of a line of marks. */
export const WIDE = { width: 720, text: 14, row: 26, heading: 30, top: 26 } as const;
export const NARROW = { width: 300, text: 14.5, meta: 13, line: 16.5, gap: 7, axis: 44, top: 14 } as const;

/** The name of an event's line: for precedents the court, otherwise the lane. */
const laneOf = (part: Part, { court }: Happening) =>
  part === 'precedents' ? court.short : LANES[court.lane];

function yearsOf(part: Part): { at: number; label: string }[] {
  const [first, last] = PARTS[part].years;
  const step = part === 'precedents' ? 5 : 1;
  const years: number[] = [];
  for (let year = Math.ceil(first / step) * step; year <= last; year += step) years.push(year);
  return years.map((year) => ({ at: Date.UTC(year, 0, 1), label: String(year) }));
}

const scaleOf = (part: Part, range: [number, number]) => {
  const [first, last] = PARTS[part].years;
  return scaleLinear([time(first), time(last)], range);
};

/** How far along the axis of a part an event and the years are, in percent: for a strip of any width. */
export function strip(part: Part, happenings: readonly Happening[]) {
  const x = scaleOf(part, [0, 100]);
  return {
    marks: happenings.map(({ event }) => ({ id: event.id, at: x(middle(event.date)) })),
    ticks: yearsOf(part).map(({ at, label }) => ({ at: x(at), label }))
  };
}

/** Time runs to the right; each court or country has its lines, and names are beside the signs. */
export function layoutWide(part: Part, happenings: readonly Happening[]): Layout {
  const { width, text, row, heading, top } = WIDE;
  const x = scaleOf(part, [4, width - 4]);
  const order = part === 'precedents' ? [] : Object.values<string>(LANES);
  const names = [...new Set(happenings.map((one) => laneOf(part, one)))].toSorted(
    (a, b) => order.indexOf(a) - order.indexOf(b)
  );
  const marks: Mark[] = [];
  const lanes: Layout['lanes'] = [];
  let y = top;
  for (const name of names) {
    const members = happenings.filter((one) => laneOf(part, one) === name);
    const places = members.map(({ event }) => {
      const at = x(middle(event.date));
      const long = textWidth(event.title, text) + text;
      // To the left where there is no room on the right.
      return at + long + 6 <= width
        ? { at, from: at - 9, to: at + long + 6, anchor: 'start' as const }
        : { at, from: at - long - 6, to: at + 9, anchor: 'end' as const };
    });
    lanes.push({ label: name, y: y + heading * 0.62 });
    y += heading;
    const rows = pack(places.map(({ from, to }) => [from, to] as const));
    members.forEach((one, i) => {
      const { at, from, to, anchor } = places[i]!;
      const middleOfRow = y + (rows[i]! + 0.5) * row;
      marks.push({
        ...one,
        x: at,
        y: middleOfRow,
        text: { x: anchor === 'start' ? at + 11 : at - 11, y: middleOfRow + text * 0.34, anchor },
        lines: { title: [one.event.title], meta: [] },
        hit: { x: from, y: middleOfRow - row / 2, width: to - from, height: row }
      });
    });
    y += (Math.max(-1, ...rows) + 1) * row;
  }
  return {
    width,
    height: y + 8,
    marks,
    lanes,
    // Towards the lower of the two, so that an arc bows out below the names between them.
    arcs: arcsBetween(marks, (a, b) => [(a.x + b.x) / 2, Math.max(a.y, b.y) + (a.y === b.y ? 14 : 0)]),
    ticks: yearsOf(part).map(({ at, label }) => ({ at: x(at), label }))
  };
}

/** Time runs down; names are to the right in that order, tied to their place on the axis. */
export function layoutNarrow(part: Part, happenings: readonly Happening[]): Layout {
  const { width, text, meta, line, gap, axis, top } = NARROW;
  const left = axis + 30;
  const lines = happenings.map((one) => ({
    title: wrap(one.event.title, width - left, text),
    meta: wrap(`${when(one)} · ${one.court.short}`, width - left, meta)
  }));
  const heights = lines.map(({ title, meta }) => (title.length + meta.length) * line + gap);
  // Longer than the names need, so that where events are dense they stay near their place.
  const length = Math.max(360, 1.15 * heights.reduce((sum, height) => sum + height, 0));
  const y = scaleOf(part, [top, top + length]);
  const places = spread(
    happenings.map(({ event }) => y(middle(event.date))),
    heights,
    0,
    top + length
  );
  const marks = happenings.map((one, i) => {
    const at = y(middle(one.event.date));
    const place = places[i]!;
    const above = place - heights[i]! / 2;
    return {
      ...one,
      x: axis,
      y: at,
      text: { x: left, y: above + gap / 2 + line * 0.75, anchor: 'start' as const },
      lines: lines[i]!,
      hit: { x: axis + 22, y: above, width: width - axis - 22, height: heights[i]! },
      leader: `M${axis + 9},${at.toFixed(1)}L${axis + 16},${place.toFixed(1)}H${axis + 26}`
    };
  });
  return {
    width,
    height: Math.max(top + length, ...places.map((place, i) => place + heights[i]! / 2)) + 8,
    marks,
    lanes: [],
    arcs: arcsBetween(marks, (a, b) => [axis - 26, (a.y + b.y) / 2]),
    ticks: yearsOf(part).map(({ at, label }) => ({ at: y(at), label }))
  };
}
