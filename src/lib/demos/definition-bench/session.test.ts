import { readFileSync } from 'node:fs';
import { beforeEach, expect, test, vi } from 'vitest';
import { parseManifest } from '#lib/release/manifest.ts';
import { parsePassages } from '#lib/release/passages.ts';
import { parseResults } from '#lib/release/results.ts';
import { contentsOf } from '#lib/worker/fixture.ts';
import { PRESETS } from '#lib/measures/definition.ts';
import { outputOf } from './outputs.ts';
import { Session } from './session.svelte.ts';
import { viewOf, type BenchStart } from './start.ts';
import { DEFAULTS } from './state.ts';
import { packTable } from './table.ts';
import { besides, called, point } from './words.ts';

const lab = (path: string): unknown => JSON.parse(readFileSync(`static/lab/${path}`, 'utf8'));
const manifest = parseManifest(lab('manifest.json'));
const files = Object.fromEntries(
  manifest.results.flatMap((file) => (file.model ? [[file.model, file]] : []))
);
const passages = parsePassages(lab(manifest.passages.path));
const models = manifest.models.toSorted(
  (a, b) => b.parameters - a.parameters || b.data.localeCompare(a.data)
);
const results = new Map(models.map(({ id }) => [id, parseResults(lab(files[id]!.path))]));
const table = packTable({ release: manifest.release, models }, passages, results);
const state = { model: models[0]!.id, ...DEFAULTS };
const view = viewOf(table, state);
const start: BenchStart = {
  release: table.release,
  topK: table.topK,
  models: table.models,
  state,
  view,
  outputs: Object.values(view.borderline).map((row) =>
    outputOf(
      passages.find(({ id }) => id === row!.passage.id)!,
      results.get(state.model)!.find((r) => r.passage === row!.passage.id && r.context === row!.context)!,
      { decode: (ids) => ids.join(' '), piece: String }
    )
  ),
  files: { passages: manifest.passages, tokenizer: manifest.tokenizer, results: files },
  table: { path: 'demos/definition-bench/table.json', ...(await contentsOf(JSON.stringify(table))) }
};
const loose = PRESETS.find(({ id }) => id === 'loose')!.definition;
const other = start.models.find(({ id }) => id !== start.state.model)!.id;

const asked: string[] = [];
let refuse = '';
/** What becomes of the text on the way. */
let alter = (text: string) => text;
vi.stubGlobal('fetch', (input: RequestInfo | URL) => {
  const url = String(input instanceof Request ? input.url : input);
  asked.push(url);
  if (refuse && url.includes(refuse)) return Promise.resolve(new Response('', { status: 404 }));
  if (url.endsWith('table.json')) return Promise.resolve(new Response(alter(JSON.stringify(table))));
  const path = url.slice(url.indexOf('/lab/'));
  return Promise.resolve(new Response(new Uint8Array(readFileSync(`static${path}`))));
});

beforeEach(() => {
  asked.length = 0;
  refuse = '';
  alter = (text) => text;
});

test('the first definition needs no download, nor does another purpose', () => {
  const session = new Session(start);
  session.ask({ wanted: false });
  expect([session.older, session.name, session.changed]).toEqual([false, 'regurgitation', true]);
  expect(session.view).toEqual(start.view);
  expect(session.missing).toBe(false);
  expect(session).toMatchObject({ complaints: [], trouble: null, outputTrouble: null, reading: false });
  expect(asked).toEqual([]);
});

test('the definition says what it is about, by name', () => {
  const session = new Session(start);
  expect([session.sampling, session.name, session.model.id]).toEqual([false, 'extraction', models[0]!.id]);
  session.state.definition.means = 'sample';
  session.state.model = other;
  expect([session.sampling, session.name, session.model.id]).toEqual([true, 'reconstruction', other]);
});

test('what the outputs weigh goes by the model', () => {
  const session = new Session(start);
  const both = manifest.passages.bytes + manifest.tokenizer.bytes;
  expect(session.outputBytes).toBe(both + files[start.state.model]!.bytes);
  session.state.model = other;
  expect(session.outputBytes).toBe(both + files[other]!.bytes);
});

test('another definition is counted anew; until then the counts are said to be older', async () => {
  const session = new Session(start);
  session.define(loose);
  expect([session.older, session.view]).toEqual([true, start.view]);
  await session.count();
  expect(session.older).toBe(false);
  expect(session.view).toEqual(viewOf(table, { ...start.state, definition: loose }));
  session.define({ near: 0.05 });
  expect([session.older, session.preset]).toEqual([false, undefined]);
  expect(asked).toHaveLength(1);
});

test('a preset is not changed by what is done to the definition', async () => {
  const session = new Session(start);
  session.define(loose);
  session.define({ portion: { unit: 'share', value: 0.25 } });
  expect(loose.portion).toEqual({ unit: 'tokens', value: 2 });
  session.reset();
  expect([session.preset?.id, session.changed]).toEqual(['exact', false]);
  await session.count();
});

test('a link is taken over, and what it cannot hold is said', async () => {
  const session = new Session(start);
  await session.restore(`v=1&model=${other}&near=0.1&given=7`);
  expect([session.state.model, session.preset?.id]).toEqual([other, 'near']);
  expect(session.complaints).toHaveLength(1);
  expect(session.view).toEqual(viewOf(table, session.state));
});

test('results that do not come are said, and come when they are asked for again', async () => {
  refuse = 'table.json';
  const session = new Session(start);
  session.define(loose);
  await session.count();
  expect(session.trouble).toContain('Missing from this site: the table of published results');
  refuse = '';
  await session.count();
  expect([session.trouble, session.older]).toEqual([null, false]);
});

test('the outputs shown are those of the model and of the examples, or none', async () => {
  const session = new Session(start);
  session.ask({ model: other });
  await session.count();
  expect(session.missing).toBe(true);
  expect(session.examples.every(({ output }) => output === undefined)).toBe(true);
  await session.read();
  expect([session.outputTrouble, session.missing]).toEqual([null, false]);
  for (const { row, output } of session.examples)
    if (row) expect([output!.passage, output!.context]).toEqual([row.passage.id, row.context]);
  session.ask({ model: start.state.model });
  for (const { row, output } of session.examples)
    expect(output).toEqual(start.outputs.find(({ passage }) => passage === row?.passage.id));
});

test('who reads the outputs of one model gets those of the next, by press or by link', async () => {
  const session = new Session(start);
  await session.read();
  const loads = () => asked.filter((url) => url.includes(files[other]!.path)).length;
  session.ask({ wanted: false });
  expect(loads()).toBe(0);
  session.ask({ model: other });
  await vi.waitFor(() => expect(session.missing).toBe(false), { timeout: 20_000 });
  expect(loads()).toBe(1);
  const third = models.find(({ id }) => id !== other && id !== start.state.model)!.id;
  await session.restore(`v=1&model=${third}`);
  await vi.waitFor(() => expect(session.missing).toBe(false), { timeout: 20_000 });
  await session.read();
  expect(asked.filter((url) => url.includes(files[third]!.path))).toHaveLength(1);
});

test('who does not read the outputs does not load them', async () => {
  const session = new Session(start);
  session.ask({ model: other });
  await session.count();
  await session.restore(`v=1&model=${other}`);
  expect(asked).toEqual([expect.stringMatching(/table\.json$/)]);
});

test('outputs that do not come are said', async () => {
  const session = new Session(start);
  session.ask({ model: other });
  await session.count();
  refuse = files[other]!.path;
  await session.read();
  expect(session.outputTrouble).toContain('Missing from this site: the list of published outputs');
  expect(session.missing).toBe(true);
  refuse = '';
  await session.read();
  expect(session.outputTrouble).toBeNull();
});

test('an output on either side of the line has its title, or words for there being none', () => {
  const session = new Session(start);
  const { just, almost, control } = start.view.borderline;
  expect(session.examples.map(({ title, row }) => [title, row])).toEqual([
    ['Counts, with least to spare', just],
    ['Just does not count', almost],
    ['Never read, and comes nearest', control]
  ]);
  for (const { none } of session.examples) expect(none).toMatch(/^\w.* \w+\.$/);
});

test('the verdict says the counts', () => {
  const { read, never } = start.view.tally.by;
  expect(point(start.view.tally)).toMatch(
    new RegExp(
      `^By this definition ${read.counted} of the ${read.passages} .* Of ${never.passages} .*, ${never.counted} pass`
    )
  );
  const { tally, borderline } = viewOf(table, { ...start.state, definition: loose });
  const byRule = tally.groups
    .filter(({ group }) => group.condition === 'pattern' && group.copies === 0)
    .reduce((sum, { counted }) => sum + counted, 0);
  expect(besides(tally)).toContain(`${tally.by.partly.counted} pass.`);
  expect(besides(tally).includes(`${byRule} belong to a pattern`)).toBe(byRule > 0);
  expect(called(loose, 'extraction', borderline.just!)).toBe('extraction');
  expect(called(loose, 'extraction', borderline.almost!)).toBe('none');
});

test.each<[string, (text: string) => string]>([
  ['with one letter changed', (text) => text.replace(/"distances":"./, (start) => `${start.slice(0, -1)}~`)],
  ['of another release', (text) => text.replace(/"release":"[^"]/, '"release":"?')],
  ['empty', () => '{}']
])('a table %s is refused, and the counts stay', async (_, change) => {
  alter = change;
  const session = new Session(start);
  session.define(loose);
  await session.count();
  expect(session.trouble).toMatch(/The table of published results arrived (damaged|only in part)/);
  expect([session.older, session.view]).toEqual([true, start.view]);
  alter = (text) => text;
  await session.count();
  expect([session.trouble, session.older]).toEqual([null, false]);
});
