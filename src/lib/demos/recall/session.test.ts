import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { parseManifest } from '#lib/release/manifest.ts';
import { parsePassages } from '#lib/release/passages.ts';
import { parseResults } from '#lib/release/results.ts';
import { contentsOf } from '#lib/worker/fixture.ts';
import { offersOf, packOutcomes } from './outcomes.ts';
import { Session } from './session.svelte.ts';
import { defaultState } from './state.ts';
import { passagesOf, viewOf } from './view.ts';

const read = (path: string) => readFileSync(join('static', 'lab', path));
const json = (path: string): unknown => JSON.parse(read(path).toString());
const manifest = parseManifest(json('manifest.json'));
const files = Object.fromEntries(
  manifest.results.flatMap((file) => (file.model ? [[file.model, file]] : []))
);
const results = new Map(manifest.models.map(({ id }) => [id, parseResults(json(files[id]!.path))]));
const passages = parsePassages(json(manifest.passages.path));
const outcomes = packOutcomes(manifest.release, passages, results);
const offers = offersOf(outcomes);
const usual = defaultState(offers);
const start = {
  manifest,
  outcomes: { path: 'demos/recall/outcomes.json', ...(await contentsOf(JSON.stringify(outcomes))) },
  offers,
  view: viewOf(outcomes, manifest.models, usual),
  results: files
};
const place = { model: start.view.rows.at(-1)!.model, column: start.view.columns.at(-1)! };

const asked: string[] = [];
let refuse = '';
/** What becomes of the text on the way. */
let alter = (text: string) => text;
vi.stubGlobal('fetch', (input: RequestInfo | URL) => {
  const url = String(input instanceof Request ? input.url : input);
  asked.push(url);
  if (refuse === 'all') return Promise.reject(new TypeError('Failed to fetch'));
  if (refuse && url.includes(refuse)) return Promise.resolve(new Response('', { status: 404 }));
  if (url.endsWith('outcomes.json')) return Promise.resolve(new Response(alter(JSON.stringify(outcomes))));
  return Promise.resolve(new Response(new Uint8Array(read(url.slice(url.indexOf('/lab/') + 5)))));
});

beforeEach(() => {
  asked.length = 0;
  refuse = '';
  alter = (text) => text;
});

const link = (more: Record<string, string | number> = {}) =>
  String(new URLSearchParams({ v: '1', model: place.model, copies: String(place.column.copies), ...more }));

test('the usual question needs no download, another one the outcomes once', async () => {
  const session = new Session(start);
  expect(asked).toEqual([]);
  session.ask({ context: 96 });
  expect([session.older, session.question.context]).toEqual([true, 32]);
  session.ask({ measure: 'run' });
  await session.open();
  expect(asked).toHaveLength(1);
  expect([session.older, session.question.context, session.changed]).toEqual([false, 96, true]);
  expect(session.view).toEqual(viewOf(outcomes, manifest.models, { ...usual, context: 96, measure: 'run' }));
  session.reset();
  expect([session.changed, session.view]).toEqual([false, start.view]);
});

test('a link to a passage gets what was published of it, without a model', async () => {
  const first = passagesOf(outcomes, usual, place)[0]!;
  const session = new Session(start);
  await session.read(link({ passage: first.id }));
  const row = results.get(place.model)!.find((r) => r.passage === first.id && r.context === usual.context)!;
  expect(session.complaints).toEqual([]);
  expect(session.published).toEqual(first);
  expect(session.answer).toEqual({ origin: 'recorded', ids: row.greedy });
  expect(session.live.run).toBeNull();
  expect(asked.some((url) => url.includes('.onnx'))).toBe(false);
});

test('what is shown of a passage is that of its own question, model and context, or nothing', async () => {
  const session = new Session(start);
  const [first] = passagesOf(outcomes, usual, place);
  await session.read(link({ passage: first!.id }));
  for (const context of session.contexts) {
    session.ask({ context });
    await session.open();
    const row = results.get(place.model)!.find((r) => r.passage === first!.id && r.context === context)!;
    expect(session.answer!.ids).toEqual(row.greedy);
    expect(session.published!.matched).toBe(row.matched);
  }
  session.choose({ ...place, column: start.view.columns[0]! });
  expect([session.answer, session.published, session.state.passage]).toEqual([null, null, null]);
});

test('a cell or a passage that is not there is let go of, and said', async () => {
  const session = new Session(start);
  await session.read(link({ copies: 3 }));
  expect(session.complaints).toEqual(['The cell that the link names does not exist here.']);
  expect(session.chosen).toBeNull();
  await session.read(link({ passage: 'nobody' }));
  expect(session.complaints).toEqual(['There is no passage “nobody” in that cell.']);
  expect([session.chosen, session.state.passage]).toEqual([place, null]);
});

test('a cell of a model that is no longer on show is no longer chosen', () => {
  const session = new Session(start);
  session.point(place);
  session.ask({ data: 'both' });
  expect(session.chosen).toEqual(place);
  session.ask({ data: 'dedup' });
  expect(session.chosen).toBeNull();
});

test('a press on a cell chooses it, another one lets it go', () => {
  const session = new Session(start);
  expect(session.chosen).toBeNull();
  session.choose(place);
  expect(session.chosen).toEqual({ ...place, column: { copies: place.column.copies, level: null } });
  const column = start.view.columns[0]!;
  session.choose({ ...place, column });
  expect(session.state).toMatchObject({ model: place.model, copies: column.copies });
  session.choose({ model: start.view.rows[0]!.model, column });
  expect(session.state.model).toBe(start.view.rows[0]!.model);
  session.choose({ model: start.view.rows[0]!.model, column });
  expect([session.chosen, session.cell, session.state.passage]).toEqual([null, null, null]);
});

test('passages planted in another way are asked about with the same context, or the longest that they have', () => {
  const planted = [
    { condition: 'exact' as const, contexts: [8, 32, 96] },
    { condition: 'near' as const, contexts: [8, 32] }
  ];
  const session = new Session({ ...start, offers: { ...offers, planted } });
  session.point(place);
  session.plant('near');
  expect(session.state).toMatchObject({ planted: 'near', context: 32, model: null });
  expect(session.contexts).toEqual([8, 32]);
  session.ask({ planted: 'exact', context: 96 });
  session.plant('near');
  expect(session.state.context).toBe(32);
});

test('models are told apart by size, in tones from the smallest to the largest', () => {
  const session = new Session(start);
  const tones = manifest.models.map(({ id, parameters }) => [parameters, session.tone(id)] as const);
  const parameters = tones.map(([size]) => size);
  for (const [size, tone] of tones) {
    if (size === Math.max(...parameters)) expect(tone).toBe(1);
    if (size === Math.min(...parameters)) expect(tone).toBe(0);
  }
  expect(session.entry(place.model).id).toBe(place.model);
});

test('a run takes the passage, the context and the measure of the question; what it writes goes before the record', async () => {
  const session = new Session(start);
  const begin = vi.spyOn(session.live, 'start').mockResolvedValue();
  await session.run();
  await session.read(link());
  await session.run();
  expect(begin).not.toHaveBeenCalled();
  const first = passagesOf(outcomes, usual, place)[0]!;
  await session.read(link({ passage: first.id }));
  await session.run();
  expect(begin).toHaveBeenCalledWith(
    session.entry(place.model),
    passages.find(({ id }) => id === first.id),
    { context: 32, asked: first.asked, score: false }
  );
  const known = session.passages;
  session.passages = null;
  await session.run();
  session.passages = known;
  expect(begin).toHaveBeenCalledOnce();
  session.ask({ measure: 'probability' });
  await session.run();
  expect(begin.mock.lastCall![2].score).toBe(true);
  session.live.run = { record: { tokens: [{ id: 7 }] } } as never;
  expect(session.answer).toEqual({ origin: 'live', ids: [7] });
  session.pick(first.id);
  expect(session.answer?.origin).toBe('recorded');
});

test('without a list a chosen cell needs no download', async () => {
  const session = new Session(start, { lists: false });
  await session.read(link());
  expect(session.cell).toEqual(start.view.rows.at(-1)!.cells.at(-1));
  expect(asked).toEqual([]);
});

test('what did not load is said, and loads when it is asked for again', async () => {
  refuse = 'all';
  const session = new Session(start);
  await session.read(link({ context: 96 }));
  expect(session.trouble).toMatch(/could not be reached.*Until then, the usual view/);
  refuse = 'outcomes.json';
  await session.read(link({ context: 96 }));
  expect(session.trouble).toMatch(/Missing from this site: the list of published outcomes.*the usual view/);
  expect(session.older).toBe(true);
  refuse = 'passages.json';
  await session.open();
  expect(session.trouble).toContain('list of planted passages');
  expect(session.listed).not.toEqual([]);
  refuse = '';
  await session.open();
  expect([session.trouble, session.passages?.length]).toEqual([null, passages.length]);
});

test('another question forgets the drawing; the answer is kept back until it is asked for', () => {
  const session = new Session(start);
  session.ask({ draw: true });
  expect([session.hidden, session.missed]).toEqual([true, null]);
  session.draw([0.5]);
  expect(session.drawn).toEqual(start.view.columns.map((_, at) => (at === 0 ? 0.5 : null)));
  session.reveal();
  expect(session.hidden).toBe(false);
  expect(session.missed).toBeCloseTo(Math.abs(0.5 - start.view.rows[0]!.cells[0]!.value), 12);
  session.ask({ data: 'dedup' });
  expect([session.hidden, session.drawn.every((value) => value === null)]).toEqual([true, true]);
});

test.each<[string, (text: string) => string]>([
  ['with one number changed', (text) => text.replace(/"matched":\[\d/, (start) => `${start.slice(0, -1)}9`)],
  ['all zero', (text) => text.replaceAll(/\d/g, '0')],
  ['of another release', (text) => text.replace(/"release":"[^"]/, '"release":"?')],
  ['empty', () => '{}']
])('outcomes %s are refused, and the usual view stays', async (_, change) => {
  alter = change;
  const session = new Session(start);
  await session.read(link({ context: 96 }));
  expect(session.trouble).toMatch(/The list of published outcomes arrived (damaged|only in part)/);
  expect([session.outcomes, session.older, session.view]).toEqual([null, true, start.view]);
  alter = (text) => text;
  await session.open();
  expect([session.trouble, session.older]).toEqual([null, false]);
});
