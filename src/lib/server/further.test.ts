import { expect, test } from 'vitest';
import type { Size } from '#lib/release/models.ts';
import type { Summary } from '#lib/release/summary.ts';
import { goldfishOf, halvesOf, seedsOf } from './further.ts';
import type { Release } from './release.ts';
import { parseReport } from './report.ts';

const COPIES = [0, 1, 32];
/** Of 48 passages each. */
const RECITED: Record<string, number[]> = {
  'd4-raw': [0, 0, 34],
  'd4-seed2': [0, 1, 30],
  'd4-seed3': [0, 0, 33],
  'd4-goldfish': [0, 0, 2]
};
const NEAR: Record<string, number[]> = { 'd4-raw': [0, 0, 36], 'd4-goldfish': [0, 0, 9] };

const between = (value: number, spread: number) => ({ value, low: value - spread, high: value + spread });
const side = (recited: number, bits: number) => ({
  recited: between(recited, 0.05),
  bits: between(bits, 9)
});

/** A report as `training.report` writes it of a release that holds everything. */
const full = {
  works: null,
  context: 32,
  missing: { models: [], answers: [] },
  predictions: [],
  size_fit: null,
  timing: [],
  traces: [],
  exposure: [],
  snapshots: [],
  answers: {
    'seeds.share.copies': { ...between(0.9, 0.01), n: 3 },
    'seeds.share.passage': { ...between(0.06, 0.01), n: 3 },
    'seeds.share.rest': { ...between(0.04, 0.01), n: 3 },
    'seeds.alike': { ...between(0.6, 0.05), n: 3 },
    'counterfactual.bits.1': { ...between(20, 5), n: 2 },
    'counterfactual.bits.32': { ...between(250, 5), n: 3 }
  },
  seeds: [
    { model: 'd4-raw', half: { ...between(28, 2), mixed: 1, between: [1, 32] } },
    { model: 'd4-seed2', half: { ...between(30, 2), mixed: 1, between: [1, 32] } },
    { model: 'd4-seed3', half: { ...between(31, 2), mixed: 1, between: [1, 32] } }
  ],
  counterfactual: {
    models: ['d4-half01', 'd4-half02', 'd4-half03', 'd4-half04'],
    rungs: [
      { copies: 1, n: 2, in: side(0, 250), out: side(0, 270) },
      { copies: 32, n: 3, in: side(0.5, 20), out: side(0, 270) }
    ],
    rows: [
      ['p1', 1, 0, 0],
      ['p2', 1, 0, 1],
      ['p3', 32, 2, 0],
      ['p4', 32, 1, 0],
      ['p5', 32, 0, 0]
    ].map(([passage, copies, read, unread]) => ({
      passage,
      copies,
      in: { models: 2, recited: read, mean_logprob: -1 },
      out: { models: 2, recited: unread, mean_logprob: -1 }
    }))
  },
  recall: Object.entries(NEAR).flatMap(([model, counts]) => [
    { model, condition: 'canary', copies: 1, context: null, n: 8, near: { count: 8, low: 0.5, high: 1 } },
    ...counts
      .map((count, at) => ({
        model,
        condition: 'exact',
        copies: COPIES[at],
        context: 32,
        n: 48,
        near: { count, low: 0, high: 1 }
      }))
      .reverse()
  ])
};

const report = parseReport(full);

const summary = {
  rows: Object.entries(RECITED).flatMap(([model, counts]) =>
    counts.map((recited, at) => ({
      model,
      condition: 'exact',
      copies: COPIES[at],
      context: 32,
      n: 48,
      recited
    }))
  )
} as Summary;

const model = (id: string, more: object = {}) => ({
  id,
  label: '1.3M',
  parameters: 1000,
  loss_bits_per_byte: 1.5,
  training: { passes_over_its_stream: 1 },
  ...more
});

const release = {
  models: [model('d4-raw')],
  further_models: [
    model('d4-seed2'),
    ...full.counterfactual.models.map((id, at) =>
      model(id, { training: { passes_over_its_stream: 1.2 + at / 100 } })
    ),
    model('d4-goldfish', {
      loss_bits_per_byte: 1.54,
      training: { goldfish: 4, passes_over_its_stream: 1 }
    })
  ]
} as unknown as Release;

const sizes = [
  {
    label: '1.3M',
    parameters: 1000,
    tone: 0.5,
    raw: { id: 'd4-raw', loss_bits_per_byte: 1.5, parameters: 1000 }
  }
] as Size[];

/** The same release before any further model was trained. */
const bare = {
  report: parseReport({ ...full, answers: {}, seeds: [], counterfactual: null, recall: [] }),
  release: { ...release, further_models: [] } as Release
};

test('the trainings of one size, and what their differences go with', () => {
  const seeds = seedsOf(report, summary, sizes, 32)!;
  expect(seeds.series.map(({ id, label, tone }) => [id, label, tone])).toEqual([
    ['d4-raw', 'run 1', 0.5],
    ['d4-seed2', 'run 2', 0.5],
    ['d4-seed3', 'run 3', 0.5]
  ]);
  expect(seeds.series[1]!.points.map(({ x, y }) => [x, y])).toEqual([
    [0, 0],
    [1, 1 / 48],
    [32, 30 / 48]
  ]);
  expect(seeds.series[1]!.points[1]!.high).toBeGreaterThan(1 / 48);
  expect(seeds.parted).toEqual({ before: 1, copies: 32, n: 48, recited: [34, 30, 33] });
  const apart = report.seeds.map((row, at) =>
    at === 2 ? { ...row, half: { ...row.half, between: [0, 1] as [number, number] } } : row
  );
  expect(seedsOf({ ...report, seeds: apart }, summary, sizes, 32)!.parted).toBeNull();
  expect(seeds.parts.map(({ label, value, low }) => [label, value, low])).toEqual([
    ['the number of copies', 0.9, 0.9 - 0.01],
    ['the paragraph', 0.06, 0.06 - 0.01],
    ['neither', 0.04, 0.04 - 0.01]
  ]);
  expect(seeds.alike?.value).toBe(0.6);
});

test('a passage read and the same passage unread', () => {
  const halves = halvesOf(report, release, sizes)!;
  const curve = (once: number, often: number) => [
    [1, once],
    [32, often]
  ];
  expect(halves).toMatchObject({
    label: '1.3M',
    models: 4,
    each: { read: 2, unread: 2 },
    passes: [1.2, 1.23],
    anyway: { count: 1, n: 5 },
    middle: { copies: 32, n: 3, read: 0.5, unread: 0, byAll: 1, byNone: 1 },
    fewest: { copies: 1, unread: 270, saved: { value: 20, low: 15 } }
  });
  expect(halves.bits.map(({ id, points }) => [id, points.map(({ x, y }) => [x, y])])).toEqual([
    ['in', curve(250, 20)],
    ['out', curve(270, 270)]
  ]);
  expect(halves.recited.map(({ tone }) => tone)).toEqual([0.5, undefined]);
  expect(halves.recited[0]!.points[1]).toEqual({ x: 32, y: 0.5, low: 0.45, high: 0.55 });
});

test('passages that some models have not been asked for are not said to be in as many', () => {
  const [first, ...others] = full.counterfactual.rows;
  const rows = [{ ...first!, in: { models: 1, recited: 0, mean_logprob: -1 } }, ...others];
  const uneven = parseReport({ ...full, counterfactual: { ...full.counterfactual, rows } });
  expect(halvesOf(uneven, release, sizes)!.each).toBeNull();
});

test('a model with gaps in its loss beside its sibling', () => {
  const fish = goldfishOf(report, summary, release, sizes, 32)!;
  expect(fish).toMatchObject({
    id: 'd4-goldfish',
    sibling: 'd4-raw',
    every: 4,
    copies: 32,
    n: 48,
    recited: 2,
    near: 9,
    siblingRecited: 34,
    otherPrefix: { context: 32, recited: 2 },
    bits: 1.54,
    siblingBits: 1.5
  });
  expect(fish.series.map(({ id, points }) => [id, points.map(({ x, y }) => [x, 48 * y!])])).toEqual(
    Object.entries({
      plain: RECITED['d4-raw']!,
      near: NEAR['d4-goldfish']!,
      goldfish: RECITED['d4-goldfish']!
    }).map(([id, counts]) => [id, counts.map((count, at) => [COPIES[at], count])])
  );
});

test('what the release lacks is not there', () => {
  for (const found of [bare.report, null]) {
    expect(seedsOf(found, summary, sizes, 32)).toBeNull();
    expect(halvesOf(found, bare.release, sizes)).toBeNull();
    expect(goldfishOf(found, summary, bare.release, sizes, 32)).toBeNull();
  }
  // One training says nothing of luck.
  expect(seedsOf({ ...report, seeds: report.seeds.slice(0, 1) }, summary, sizes, 32)).toBeNull();
});

test('a report whose counterfactual holds no rung is refused by the name of the field', () => {
  expect(() => parseReport({ ...full, counterfactual: { ...full.counterfactual, rungs: [] } })).toThrow(
    'Invalid length'
  );
});
