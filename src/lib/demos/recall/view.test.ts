import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseManifest } from '#lib/release/manifest.ts';
import { parsePassages } from '#lib/release/passages.ts';
import { parseResults } from '#lib/release/results.ts';
import { parseSummary } from '#lib/release/summary.ts';
import { normalizedEditDistance } from '#lib/measures/edit-distance.ts';
import { longestRun } from '#lib/measures/longest-run.ts';
import { wilson } from '#lib/measures/wilson.ts';
import { offersOf, packOutcomes } from './outcomes.ts';
import { MEASURES, modelsOf, passagesOf, viewOf, type Question } from './view.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(`static/lab/${path}`, 'utf8'));
const manifest = parseManifest(read('manifest.json'));
const passages = parsePassages(read(manifest.passages.path));
const results = new Map(
  manifest.models.map(({ id }) => [
    id,
    parseResults(read(manifest.results.find(({ model }) => model === id)!.path))
  ])
);
const outcomes = packOutcomes(manifest.release, passages, results);
const offers = offersOf(outcomes);
const exact: Question = { planted: 'exact', context: 32, measure: 'exact', data: 'both', n: 100, p: 0.5 };

test('exact matches are those of the published summary, with its intervals', () => {
  const { rows } = parseSummary(read(manifest.summary.path));
  const contexts = offers.planted.find(({ condition }) => condition === 'exact')!.contexts;
  expect(contexts).toEqual([8, 16, 32, 64, 96]);
  for (const context of contexts) {
    const view = viewOf(outcomes, manifest.models, { ...exact, context });
    expect(view.rows).toHaveLength(manifest.models.length);
    for (const { model, cells } of view.rows) {
      view.columns.forEach(({ copies }, c) => {
        const row = rows.find(
          (r) => r.model === model && r.condition === 'exact' && r.copies === copies && r.context === context
        )!;
        expect(cells[c]).toMatchObject({ passages: row.n, hits: row.recited });
        expect(cells[c]!.low).toBeCloseTo(row.low, 3);
        expect(cells[c]!.high).toBeCloseTo(row.high, 3);
      });
    }
  }
});

test('every measure is what the results files give when they are counted one by one', () => {
  for (const context of [8, 96]) {
    for (const { id } of manifest.models) {
      const counted = results.get(id)!.flatMap((row) => {
        const passage = passages.find((p) => p.id === row.passage)!;
        if (passage.condition !== 'exact' || row.context !== context) return [];
        const truth = passage.token_ids.slice(context, context + row.greedy.length);
        const values = {
          exact: Number(row.greedy.every((token, i) => token === truth[i])),
          near: Number(normalizedEditDistance(row.greedy, truth) <= 0.1),
          run: longestRun(row.greedy, truth).length,
          probability: Math.exp(row.logprob),
          discoverable: Number(1 - (1 - Math.exp(row.logprob_top_k ?? -Infinity)) ** 100 >= 0.5)
        };
        return [{ copies: passage.copies, values }];
      });
      for (const measure of MEASURES.filter((m) => m !== 'discoverable' || offers.discoverable)) {
        const view = viewOf(outcomes, manifest.models, { ...exact, context, measure });
        view.rows
          .find(({ model }) => model === id)!
          .cells.forEach((cell, c) => {
            const here = counted.filter(({ copies }) => copies === view.columns[c]!.copies);
            const sum = here.reduce((total, { values }) => total + values[measure], 0);
            expect(cell.passages).toBe(here.length);
            expect(cell.value).toBeCloseTo(sum / here.length, 10);
          });
      }
    }
  }
}, 60_000);

test('the passages of a cell are those that it counts, the best first', () => {
  const model = manifest.models.findLast(({ data }) => data === 'raw')!.id;
  const view = viewOf(outcomes, manifest.models, exact);
  const row = view.rows.find((r) => r.model === model)!;
  view.columns.forEach((column, c) => {
    const listed = passagesOf(outcomes, exact, { model, column });
    expect(listed).toHaveLength(row.cells[c]!.passages);
    expect(listed.filter(({ value }) => value === 1)).toHaveLength(row.cells[c]!.hits!);
    const values = listed.map(({ value }) => value);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    for (const { id } of listed) expect(passages.find((p) => p.id === id)!.copies).toBe(column.copies);
  });
});

test('models go from large to small, each before its twin', () => {
  const shown = modelsOf(manifest.models, 'both');
  shown.slice(1).forEach((model, i) => {
    const before = shown[i]!;
    expect(model.parameters).toBeLessThanOrEqual(before.parameters);
    if (model.parameters === before.parameters) expect([before.data, model.data]).toEqual(['raw', 'dedup']);
  });
  expect(modelsOf(manifest.models, 'dedup').every(({ data }) => data === 'dedup')).toBe(true);
});

// A small release with what the published one may lack.
const made = packOutcomes(
  'made',
  [
    { id: 'a', condition: 'near', copies: 16, level: 20, chapter: 1, token_ids: [1, 2, 3, 4], text: '' },
    { id: 'b', condition: 'near', copies: 16, level: 10, chapter: 1, token_ids: [1, 2, 3, 4], text: '' },
    { id: 'c', condition: 'canary', copies: 1, chapter: 1, token_ids: [1, 2, 3, 4, 5], text: '' },
    { id: 'd', condition: 'canary', copies: 1, chapter: 1, token_ids: [1, 2, 3, 4, 5], text: '' }
  ],
  new Map([
    [
      'm',
      [
        {
          model: 'm',
          passage: 'a',
          context: 2,
          greedy: [3, 4],
          matched: 2,
          logprob: -1,
          logprob_top_k: Math.log(0.01)
        },
        {
          model: 'm',
          passage: 'b',
          context: 2,
          greedy: [9, 3],
          matched: 0,
          logprob: -9,
          logprob_top_k: null
        },
        { model: 'm', passage: 'c', context: 3, greedy: [4], matched: 1, logprob: -1, logprob_top_k: -1 },
        { model: 'm', passage: 'd', context: 2, greedy: [3], matched: 1, logprob: -1, logprob_top_k: -1 }
      ]
    ]
  ])
);
const model = { ...manifest.models[0]!, id: 'm', data: 'raw' as const };
const near: Question = { ...exact, planted: 'near', context: 2 };

test('passages that share no context are left out', () => {
  expect(offersOf(made)).toEqual({ planted: [{ condition: 'near', contexts: [2] }], discoverable: true });
});

test('levels are columns, the least first', () => {
  const view = viewOf(made, [model], near);
  expect(view.columns).toEqual([
    { copies: 16, level: 10 },
    { copies: 16, level: 20 }
  ]);
  expect(view.rows[0]!.cells.map((cell) => cell.hits)).toEqual([0, 1]);
  expect(view.rows[0]!.cells[0]).toMatchObject(wilson(0, 1));
});

test('(n, p)-discoverable: 69 samples of a continuation of 1 % are as likely as not to hold it, 68 are not', () => {
  const hits = (n: number) =>
    viewOf(made, [model], { ...near, measure: 'discoverable', n, p: 0.5 }).rows[0]!.cells.map(
      (cell) => cell.hits
    );
  expect(hits(69)).toEqual([0, 1]);
  expect(hits(68)).toEqual([0, 0]);
  // Outside the top 40 no number of samples helps.
  expect(hits(1e9)[0]).toBe(0);
});

test('a model without a row that others have ends the build', () => {
  expect(() =>
    packOutcomes(
      'made',
      [{ id: 'a', condition: 'exact', copies: 1, chapter: 1, token_ids: [1, 2], text: '' }],
      new Map([
        ['m', [{ model: 'm', passage: 'a', context: 1, greedy: [2], matched: 1, logprob: -1 }]],
        ['n', []]
      ])
    )
  ).toThrow('The results of n lack the passage a with 1 tokens given.');
});
