// What the playground fetches in place of an answer is what stands in the results.
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { Session } from '#lib/demos/playground/session.svelte.ts';
import { CONTEXTS, DEFAULTS, formatState, parseState } from '#lib/demos/playground/state.ts';
import { runnable } from '#lib/release/manifest.ts';
import { parseRecords } from '#lib/release/record.ts';
import { packIds, unpackIds } from '#lib/release/recorded.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { readCorpus } from './corpus.ts';
import { labJson, readManifest, readPassages, readResults } from './lab.ts';
import { readRecordedCatalogue, readRecordedFiles } from './recorded-states.ts';

const files = await readRecordedFiles();
const { manifest, tokenizer, index } = await readCorpus();
const passages = new Map((await readPassages()).map((passage) => [passage.id, passage]));
const published = {
  ...{ manifest: runnable(manifest), records: [], passages: [], pieces: {}, titles: {} },
  recorded: await readRecordedCatalogue()
};
const models = manifest.models.map(({ id }) => id);
live.ready = true;

/** Busy machines take longer than the second that is usual. */
const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });

const asked: string[] = [];
vi.stubGlobal('fetch', (input: RequestInfo | URL) => {
  const url = String(input instanceof Request ? input.url : input);
  asked.push(url);
  const name = url.slice(url.lastIndexOf('/') + 1);
  return Promise.resolve(new Response(files.get(name) ?? '', { status: files.has(name) ? 200 : 404 }));
});
afterEach(() => void (asked.length = 0));

/** All states of a link of which results are published. */
const states = (
  await Promise.all(
    models.map(async (model) =>
      (await readResults(model))!.filter(({ context }) => (CONTEXTS as readonly number[]).includes(context))
    )
  )
).flat();

/** The words of a row: what comes before the model would begin another text. */
const words = (greedy: readonly number[]) => {
  const end = greedy.indexOf(manifest.bos_token_id);
  return end < 0 ? greedy : greedy.slice(0, end);
};

test('a link to any of 200 recorded states shows the words of that state, before any model is loaded', async () => {
  expect(states.length).toBeGreaterThan(30_000);
  const drawn = fc.sample(fc.constantFrom(...states), { numRuns: 200, seed: Date.now() });
  const session = new Session(published, { ...structuredClone(DEFAULTS), model: models[0]! });
  for (const { model, passage, context, greedy } of drawn) {
    const link = formatState({ ...DEFAULTS, model, passage, context }, { models });
    session.restore(parseState(link, { models }).state);
    await until(() => expect(session.run, link).not.toBeNull());
    const record = session.run!.records[0]!;
    const ids = words(greedy);
    const where = `${link} of ${greedy.length}`;
    expect(record, where).toMatchObject({ origin: 'recorded', model, passage });
    expect(
      record.tokens.map(({ id }) => id),
      where
    ).toEqual(ids);
    expect(session.text(record.tokens), where).toBe(tokenizer.decode(ids));
    expect(record.prompt.ids).toEqual(passages.get(passage)!.token_ids.slice(0, context));
    expect(session.prefix).toBe(tokenizer.decode(record.prompt.ids));
    expect(record.stopped).toBe(ids.length < greedy.length ? 'eos' : 'length');
    expect(record.spans).toEqual(index.spans([...ids], { data: session.entry(model).data }));
    expect(asked.filter((url) => !url.includes('/recorded/'))).toEqual([]);
  }
});

test('two models beside each other are both recorded', async () => {
  const [a, b] = [
    states[1]!,
    states.find(
      ({ model, passage, context }) =>
        model !== states[1]!.model && passage === states[1]!.passage && context === states[1]!.context
    )!
  ];
  const session = new Session(published, { ...structuredClone(DEFAULTS), model: models[0]! });
  session.restore({
    ...structuredClone(DEFAULTS),
    model: a.model,
    beside: b.model,
    passage: a.passage,
    context: a.context
  });
  await until(() => expect(session.run).not.toBeNull());
  expect(session.run!.records.map(({ tokens }) => tokens.map(({ id }) => id))).toEqual([
    words(a.greedy),
    words(b.greedy)
  ]);
});

test('what was recorded with its numbers has them', async () => {
  const records = parseRecords(await labJson((await readManifest()).records.path));
  const session = new Session(published, { ...structuredClone(DEFAULTS), model: models[0]! });
  for (const record of records) {
    session.restore({
      ...structuredClone(DEFAULTS),
      ...{ model: record.model, passage: record.passage, context: record.prompt.ids.length }
    });
    await until(() => expect(session.run).not.toBeNull());
    const { spans, ...shown } = session.run!.records[0]!;
    expect(shown).toEqual(record);
    expect(spans).toBeDefined();
  }
});

test('every passage is known by its text, and has its opening', async () => {
  const openings = JSON.parse(files.get('openings.json')!) as Record<string, string>;
  const session = new Session(published, { ...structuredClone(DEFAULTS), model: models[0]! });
  for (const passage of passages.values()) {
    expect(await session.load(passage.id)).toEqual({ ...passage, level: passage.level ?? null });
    expect(passage.text.startsWith(openings[passage.id]!)).toBe(true);
  }
});

test('all answers take less than 3 MB, compressed, and each state a few kilobytes', () => {
  const packed = [...files].map(([name, text]) => [name, gzipSync(text, { level: 9 }).length] as const);
  expect(packed.reduce((sum, [, bytes]) => sum + bytes, 0)).toBeLessThan(3e6);
  for (const [name, bytes] of packed.filter(([name]) => /^\d/.test(name)))
    expect(bytes, name).toBeLessThan(20_000);
});

test('token ids are two digits each, and come back', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4095 })), (ids) => {
      expect(unpackIds(packIds(ids))).toEqual(ids);
    })
  );
  for (const id of [-1, 4096, NaN]) expect(() => packIds([id])).toThrow('two digits');
});
