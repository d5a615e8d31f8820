import { afterEach, expect, test } from 'vitest';
import type { RemoteFile } from '#lib/worker/download.ts';
import { makeCorpus } from '../fixture.ts';
import { Deduplication } from './client.svelte.ts';
import { PAPER } from './near.ts';
import type { Source } from './protocol.ts';

const passage = Array.from({ length: 40 }, (_, i) => i + 1);
const changed = passage.with(20, 50);
const { tokens, documents } = makeCorpus([
  { ids: passage, raw: 8 },
  { ids: changed },
  { ids: [60, ...passage.slice(0, 12), 61] }
]);
const vocab = Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`Ġ${i}`, i]));

async function publish(data: BlobPart): Promise<RemoteFile> {
  const blob = new Blob([data]);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { url: URL.createObjectURL(blob), bytes: blob.size, sha256 };
}

const files = {
  tokens: await publish(tokens),
  documents: await publish(JSON.stringify({ documents })),
  tokenizer: await publish(JSON.stringify({ model: { vocab }, added_tokens: [{ id: 0 }] }))
};
const corpus = (other: Partial<typeof files> = {}): Source => ({
  type: 'corpus',
  files: { ...files, ...other }
});
const text = (of: string): Source => ({ type: 'text', text: of });
const quick = { ...PAPER, bands: 20, rows: 5, jaccard: 0.5 };

const open: Deduplication[] = [];
/** The workers that were started in the current test, in order. */
const workers: Worker[] = [];

const startWorker = (name: string) => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name });
  workers.push(worker);
  return worker;
};

function make(start = startWorker): Deduplication {
  const deduplication = new Deduplication(start);
  open.push(deduplication);
  return deduplication;
}

afterEach(() => {
  for (const deduplication of open.splice(0)) deduplication.cancel();
  workers.length = 0;
});

test('deduplicates the corpus, opened once', async () => {
  const deduplication = make();
  const source = corpus();
  const overview = await deduplication.open(source);
  expect(overview).toMatchObject({ unit: 'token', documents: [{ copies: 8 }, { id: 'd1' }, {}] });
  expect(overview.removals.find(({ min }) => min === 10)).toEqual({ min: 10, once: 51, all: 51 + 280 });

  const exact = await deduplication.exact(15);
  expect(exact).toMatchObject({ once: 39, all: 39 + 280, count: 2 });
  expect(exact.byDocument).toEqual(Int32Array.from([0, 39, 0]));
  expect(exact.runs[0]).toMatchObject({ here: { document: 1, at: 0 }, before: { document: 0, at: 0 } });
  expect(exact.runs[0]!.text).toMatch(/^ 1 2 3/);

  const { merges } = await deduplication.near(quick);
  expect(merges).toMatchObject([{ a: 0, b: 1, edit: 0.975 }]);
  expect(deduplication.progress).toBeNull();

  const { a, b, jaccard, cut } = await deduplication.compare(0, 1, 5);
  expect(jaccard).toBeCloseTo(31 / 41);
  expect(cut).toBe(false);
  expect(a.filter(({ same }) => !same)).toEqual([{ text: ' 21', same: false }]);
  expect(b.filter(({ same }) => !same)).toEqual([{ text: ' 50', same: false }]);
  await deduplication.open(source);
  expect(workers).toHaveLength(1);
});

test('deduplicates a text, and another one in its place', async () => {
  const deduplication = make();
  const first = await deduplication.open(text('one two three\n\none two three\n\nfour'));
  expect(first).toMatchObject({ unit: 'word', documents: [{ copies: 2 }, { title: 'Document 3' }] });
  const second = await deduplication.open(text('🐋 شلوم 我\u0000 \ud800\n---\nfive'));
  expect(second.documents).toHaveLength(2);
  expect(await deduplication.compare(0, 1, 5)).toMatchObject({ jaccard: 0, edit: 0 });
});

test('takes reactive state for settings', async () => {
  const settings = $state({ ...quick, rows: 1 });
  const deduplication = make();
  await deduplication.open(text('a b c d e f g\n\na b c d e f h'));
  settings.jaccard = 0.4;
  expect(await deduplication.near(settings)).toMatchObject({ candidates: 1, above: 1 });
});

test.each([
  ['no words', ' \n\n ', /no words/],
  ['too much', 'x'.repeat(1_000_001), /1,000,001 characters/],
  ['too many', 'x\n\n'.repeat(5_001), /5,001 documents/]
])('says why it cannot take a text: %s', async (_, of, message) => {
  await expect(make().open(text(of))).rejects.toMatchObject({
    code: 'text',
    message: expect.stringMatching(message)
  });
});

test.each([
  ['missing', { tokens: { ...files.tokens, url: '/no/such/tokens.bin' } }],
  ['damaged', { tokenizer: { ...files.tokenizer, sha256: '0'.repeat(64) } }],
  ['truncated', { documents: { ...files.documents, bytes: files.documents.bytes + 2 } }],
  ['network', { tokens: { ...files.tokens, url: 'blob:gone' } }],
  ['damaged', { documents: await publish(JSON.stringify({ documents: documents.slice(1) })) }],
  ['damaged', { tokenizer: await publish('{"model":') }]
])('says what is wrong with a file (%s), and may try again', async (code, other) => {
  const deduplication = make();
  await expect(deduplication.open(corpus(other))).rejects.toMatchObject({
    code,
    message: expect.stringMatching(/training text/)
  });
  expect(await deduplication.open(corpus())).toMatchObject({ unit: 'token' });
});

/** Starts like the worker, answers the first question, then does what it is told. */
const stub = (then: string) => (name: string) => {
  const script = `navigator.locks.request(self.name, () => {
    postMessage({ type: 'alive' });
    return new Promise(() => {});
  });
  onmessage = ({ data }) => {
    if (data.verb === 'open') postMessage({ type: 'answer', id: data.id, value: {} });
    else { postMessage({ type: 'progress', step: 'hash', done: 1, total: 2 }); ${then} }
  };`;
  const worker = new Worker(URL.createObjectURL(new Blob([script])), { name });
  workers.push(worker);
  return worker;
};

test('notices a worker that is killed at work, and starts another for the next question', async () => {
  let first = true;
  const deduplication = make((name) => {
    const start = first ? stub('') : startWorker;
    first = false;
    return start(name);
  });
  await deduplication.open(text('a b\n\na b'));
  const answer = deduplication.near(quick);
  answer.catch(() => {});
  await expect.poll(() => deduplication.progress).toEqual({ step: 'hash', done: 1, total: 2 });
  workers[0]!.terminate();
  await expect(answer).rejects.toMatchObject({
    code: 'crashed',
    message: expect.stringMatching(/stopped.*Try again/)
  });
  expect(await deduplication.exact(1)).toMatchObject({ all: 2 });
  expect(workers).toHaveLength(2);
});

test('notices a worker that ends itself', async () => {
  const deduplication = make(stub('setTimeout(close, 50)'));
  await deduplication.open(text('a'));
  await expect(deduplication.exact(1)).rejects.toMatchObject({ code: 'crashed' });
});

test('says so when the worker cannot start', async () => {
  const deduplication = make(() => new Worker(URL.createObjectURL(new Blob(['no script']))));
  await expect(deduplication.open(text('a'))).rejects.toMatchObject({
    code: 'worker-script',
    message: expect.stringMatching(/could not be started: a part of this site’s program/)
  });
});

test('gives up when told to, and goes on when asked again', async () => {
  const deduplication = make();
  // Long enough to take seconds.
  const long = Array.from({ length: 50_000 }, (_, i) => i).join(' ');
  await deduplication.open(text(`${long}\n\n${long} more`));
  const answer = deduplication.near(PAPER);
  answer.catch(() => {});
  await expect.poll(() => deduplication.progress).not.toBeNull();
  deduplication.cancel();
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  expect(deduplication.progress).toBeNull();
  expect(await deduplication.near(quick)).toMatchObject({ merges: [{ a: 0, b: 1 }] });
  expect(workers).toHaveLength(2);
  const opening = deduplication.open(text('a'));
  deduplication.cancel();
  await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
});
