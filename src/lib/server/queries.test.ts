import { expect, test } from 'vitest';
import { CUT } from '#lib/demos/queries/drawings.ts';
import { curve } from '#lib/demos/queries/counts.ts';
import { namedStates } from '#lib/demos/named.ts';
import { Session } from '#lib/demos/queries/session.svelte.ts';
import { publishedLogprobs, room } from '#lib/demos/queries/start.ts';
import { COPIES, curve as published, exact, manifest } from './fixture.ts';
import { readQueries } from './queries.ts';
import { readQueriesRecord } from './recorded.ts';

const start = await readQueries();

test('it holds the published rows of every model that the page runs, passage by passage', () => {
  expect(Object.keys(start.rows)).toEqual(manifest.models.map(({ id }: { id: string }) => id));
  expect(start.rungs.map(({ copies }) => copies)).toEqual(COPIES);
  for (const [model, rows] of Object.entries(start.rows))
    for (const [at, { copies, passages }] of start.rungs.entries()) {
      const asked = exact(model, start.given, [copies]);
      expect(asked.map(({ id }) => id)).toEqual(passages);
      for (const [i, row] of asked.entries()) {
        const all = rows.all[at]![i]!;
        expect(Math.abs(all + row.bits * Math.log(2))).toBeLessThan(room(all));
        const cut = rows.cut[at]![i]!;
        if (row.drawn === -Infinity) expect(cut).toBe(-Infinity);
        else expect(Math.abs(cut - row.drawn)).toBeLessThan(room(cut));
        expect(rows.matched[at]![i] === start.asked).toBe(row.recited);
      }
    }
});

test('the curves count what the rows say, by the definition alone; nothing that was never read comes in a million tries', () => {
  let apart = 0;
  for (const { id, data } of start.models)
    for (const topK of [0, CUT])
      for (const p of [0.1, 0.5, 0.9]) {
        const of = (rung: number) =>
          publishedLogprobs(start.rows[id]!, rung, start.asked, { temperature: 1, topK })!;
        for (const [at, { copies }] of start.rungs.entries()) {
          const asked = exact(id, start.given, [copies]);
          for (const { x: n, y } of curve([of(at)], p)) {
            // Of those that reach p within what rounding explains, either may be said.
            let [least, most] = [0, 0];
            for (const { bits, drawn } of asked) {
              const z = Math.exp(topK === 0 ? -bits * Math.log(2) : drawn);
              const come = 1 - (1 - z) ** n;
              if (come >= p + 1e-4) least++;
              if (come >= p - 1e-4) most++;
            }
            expect(y! * asked.length).toBeGreaterThan(least - 0.5);
            expect(y! * asked.length).toBeLessThan(most + 0.5);
            apart += most - least;
            if (copies === 0) expect(y, `${id} ${data}`).toBe(0);
          }
        }
      }
  expect(apart).toBeLessThan(10);
});

test('at temperature 1 the record says what is published, and below it whatever is likeliest throughout is likelier', async () => {
  const { model, passages, temperatures, topK } = await readQueriesRecord();
  expect([model.id, topK]).toEqual([start.examples[0]!.state.model, CUT]);
  const [half, one] = [temperatures.indexOf(0.5), temperatures.indexOf(1)];
  for (const [at, rung] of start.rungs.entries())
    for (const [i, id] of rung.passages.entries()) {
      const published = start.rows[model.id]!.cut[at]![i]!;
      const recorded = passages[id]![one] ?? -Infinity;
      // A token at the edge of the cut may fall on either side of it.
      if (published > -Infinity && recorded > -Infinity)
        expect(Math.abs(recorded - published), id).toBeLessThan(room(published));
      else expect(Math.min(recorded, published), id).toBe(-Infinity);
      if (start.rows[model.id]!.matched[at]![i] === start.asked)
        expect(passages[id]![half], id).toBeGreaterThanOrEqual(recorded);
    }
});

test('every named state shows what was recorded', () => {
  for (const { fragment, slug } of namedStates('queries')) {
    const session = new Session(start);
    session.read(fragment);
    expect([session.origin, session.complaints, session.text !== null], slug).toEqual(['recorded', [], true]);
  }
});

test('each rung begins with the likeliest passage that greedy decoding misses; the first example is the likeliest of all', () => {
  const model = start.examples[0]!.state.model;
  expect(model).toBe('d6-raw');
  const missed = exact(model, start.given, COPIES.slice(1)).filter(({ recited }) => !recited);
  const best = Math.max(...missed.map(({ drawn }) => drawn));
  expect(missed.find(({ drawn }) => drawn === best)!.id).toBe(start.examples[0]!.state.passage);
  const given = exact(model, start.given, COPIES.slice(1)).filter(({ recited }) => recited);
  const least = Math.min(...given.map(({ drawn }) => drawn));
  expect(given.find(({ drawn }) => drawn === least)!.id).toBe(start.examples[1]!.state.passage);
  expect(start.examples[2]!.state.copies).toBe(0);
  for (const { state } of start.examples) expect(start.texts.map(({ id }) => id)).toContain(state.passage);
  for (const id of start.first) expect(start.texts.map((text) => text.id)).toContain(id);
});

test('the published curves are those of the file, in shares', () => {
  const lines = published('hayes2024_topk40_np_extraction');
  for (const { p, series } of start.published)
    for (const { id, points } of series)
      expect(points).toEqual(
        lines
          .filter(({ model }) => model === id)
          .map((line) => ({
            x: Number(line.n_queries),
            y: Number(line[`p=${p}`]) / 100
          }))
      );
  expect(start.published.map(({ series }) => series.length)).toEqual([2, 2, 2, 2, 2]);
});
