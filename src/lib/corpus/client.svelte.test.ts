import { afterEach, expect, test } from 'vitest';
import { Corpus } from './client.svelte.ts';
import { makeCorpus } from './fixture.ts';
import { restAll } from '#lib/worker/connection.svelte.ts';
import type { RemoteFile } from '#lib/worker/download.ts';
import type { CorpusSource } from './protocol.ts';

const { tokens, documents } = makeCorpus([
  { ids: [1, 2, 3, 4, 5, 6, 7, 8], raw: 16 },
  { ids: [9, 8, 7, 1, 2, 3], raw: 1 }
]);

async function publish(data: BlobPart): Promise<RemoteFile> {
  const blob = new Blob([data]);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { url: URL.createObjectURL(blob), bytes: blob.size, sha256 };
}

const good: CorpusSource = {
  tokens: await publish(tokens),
  documents: await publish(JSON.stringify({ documents }))
};

const open: Corpus[] = [];
/** The workers that the corpora of the current test have started, in order. */
const workers: Worker[] = [];

const startWorker = (name: string) => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name });
  workers.push(worker);
  return worker;
};

function make(source: Partial<CorpusSource> = {}, start = startWorker): Corpus {
  const corpus = new Corpus({ ...good, ...source }, start);
  open.push(corpus);
  return corpus;
}

afterEach(() => {
  for (const corpus of open.splice(0)) corpus.dispose();
  workers.length = 0;
});

test('loads once, at the first question, and answers all verbs', async () => {
  const corpus = make();
  expect(corpus.status).toBe('idle');
  const counts = Promise.all([
    corpus.count([1, 2, 3]),
    corpus.count([1, 2, 3], 'dedup'),
    corpus.count([3, 2])
  ]);
  expect(corpus.status).toBe('loading');
  expect(await counts).toEqual([17, 2, 0]);
  expect(corpus.status).toBe('ready');
  expect(workers).toHaveLength(1);
  expect(corpus.documents).toEqual(documents);
  const total = good.tokens.bytes + good.documents.bytes;
  expect(corpus.progress).toEqual({ loaded: total, total });
  expect(corpus.timings!.index).toBeGreaterThan(0);

  expect(await corpus.ntd([2, 3])).toMatchObject({ count: 17, next: [{ id: 4, count: 16 }, { id: 0 }] });
  expect(await corpus.prob([2, 3], 4)).toEqual({ count: 17, nextCount: 16, prob: 16 / 17 });
  expect(await corpus.infgramNtd([5, 9])).toMatchObject({ suffixLength: 1, next: [{ id: 8, count: 1 }] });
  expect(await corpus.infgramProb([5, 9], 8)).toMatchObject({ suffixLength: 1, prob: 1 });
  expect(await corpus.context([7, 8], 0, { before: 2 })).toMatchObject({ document: 'd0', before: [5, 6] });
  expect(await corpus.getDoc('d1')).toMatchObject({ title: 'Document 1', ids: [9, 8, 7, 1, 2, 3] });
  expect(await corpus.spans([9, 1, 2, 3, 4, 9], { min: 3 })).toEqual([
    { start: 1, end: 5, kind: 'verbatim', copies: 16, sources: [{ document: 'd0', at: 0, copies: 16 }] }
  ]);
});

test('takes reactive state for a question', async () => {
  const ids = $state([1, 2]);
  ids.push(3);
  expect(await make().count(ids)).toBe(17);
});

test.each([
  ['missing', { ...good.tokens, url: '/no/such/tokens.bin' }],
  ['damaged', { ...good.tokens, sha256: '0'.repeat(64) }],
  ['truncated', { ...good.tokens, bytes: good.tokens.bytes + 2 }],
  ['damaged', { ...good.tokens, bytes: good.tokens.bytes - 2 }],
  ['network', { ...good.tokens, url: 'blob:gone' }],
  ['not-data', { ...(await publish(new Blob(['<!doctype html>']))), url: location.href }]
])('says what is wrong with a file (%s)', async (code, tokens) => {
  const corpus = make({ tokens });
  await expect(corpus.load()).rejects.toMatchObject({ code });
  expect(corpus.status).toBe('error');
  expect(corpus.error).toMatchObject({ code, message: expect.stringMatching(/training text/) });
});

test('says that text and list do not fit together', async () => {
  for (const list of [JSON.stringify({ documents: documents.slice(1) }), '{"documents": [', '{}']) {
    const corpus = make({ documents: await publish(list) });
    await expect(corpus.load()).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringMatching(/fit together/)
    });
  }
});

/** Starts like the worker, then does what it is told and never answers. */
const stub = (then: string) => (name: string) => {
  const script = `navigator.locks.request(self.name, () => {
    postMessage({ type: 'alive' });
    postMessage({ type: 'progress', loaded: 1, total: 2 });
    return new Promise(() => {});
  });
  onmessage = () => { ${then} };`;
  const worker = new Worker(URL.createObjectURL(new Blob([script])), { name });
  workers.push(worker);
  return worker;
};

test('notices a worker killed while it loads', async () => {
  const corpus = make({}, stub(''));
  const answer = corpus.count([1]);
  answer.catch(() => {});
  await expect.poll(() => corpus.progress.loaded).toBe(1);
  workers[0]!.terminate();
  await expect(answer).rejects.toMatchObject({ code: 'crashed' });
  expect(corpus.status).toBe('error');
});

test('notices a worker that ends itself', async () => {
  await expect(make({}, stub('setTimeout(close, 50)')).load()).rejects.toMatchObject({ code: 'crashed' });
});

test('notices a worker killed when ready, and starts another for the next question', async () => {
  const corpus = make();
  expect(await corpus.count([1])).toBe(17);
  workers[0]!.terminate();
  await expect(corpus.count([1])).rejects.toMatchObject({
    code: 'crashed',
    message: expect.stringMatching(/stopped.*Try again/)
  });
  expect(corpus.status).toBe('error');
  expect(await corpus.count([1])).toBe(17);
  expect(corpus.status).toBe('ready');
  expect(corpus.error).toBeNull();
  expect(workers).toHaveLength(2);
});

test('answers only once the loss of the worker would be noticed', async () => {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const corpus = make({}, (name) => {
    void navigator.locks.request(name, () => held);
    return startWorker(name);
  });
  let answered = false;
  const answer = corpus.count([1]).finally(() => (answered = true));
  await expect.poll(() => corpus.progress.loaded).toBe(good.tokens.bytes + good.documents.bytes);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(answered).toBe(false);
  letGo();
  expect(await answer).toBe(17);
  workers[0]!.terminate();
  await expect(corpus.count([1])).rejects.toMatchObject({ code: 'crashed' });
});

test('says so when the worker cannot start', async () => {
  const corpus = make({}, () => new Worker(URL.createObjectURL(new Blob(['no script']))));
  await expect(corpus.load()).rejects.toMatchObject({
    code: 'worker-script',
    message: expect.stringMatching(/could not be started: a part of this site’s program/)
  });
});

test('gives up loading when told to, and loads again when asked', async () => {
  const corpus = make();
  const answer = corpus.count([1]);
  corpus.abort();
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  expect(corpus.status).toBe('idle');
  expect(await corpus.count([1])).toBe(17);
});

test('gives up open questions when told to, and keeps the index', async () => {
  const corpus = make();
  await corpus.load();
  const answer = corpus.count([1]);
  await Promise.resolve();
  corpus.abort();
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  expect(await corpus.count([1])).toBe(17);
  expect(workers).toHaveLength(1);
});

test('gives up an endless question when told to, and starts another worker for the next', async () => {
  const script = `onmessage = ({ data: { type, id } }) => {
    if (type !== 'load') for (;;);
    postMessage({ type: 'answer', id, value: { documents: [], timings: null } });
  };`;
  const corpus = make({}, (name) => {
    if (workers.length > 0) return startWorker(name);
    const worker = new Worker(URL.createObjectURL(new Blob([script])), { name });
    workers.push(worker);
    return worker;
  });
  await corpus.load();
  const answer = corpus.count([1]);
  await Promise.resolve();
  const started = performance.now();
  corpus.abort();
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  await expect.poll(() => corpus.status, { interval: 10 }).toBe('idle');
  // It is given 150 ms to answer; this machine may have other things to do.
  expect(performance.now() - started).toBeLessThan(600);
  expect(await corpus.count([1])).toBe(17);
});

test('says so in a browser without workers', async () => {
  const corpus = make({}, () => {
    throw new ReferenceError('Worker is not defined');
  });
  await expect(corpus.load()).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringMatching(/background workers are missing.*another browser/)
  });
  expect(corpus.status).toBe('error');
});

test('disposing ends the worker and all that waits for it', async () => {
  const corpus = make();
  const loading = corpus.load();
  corpus.dispose();
  await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
  expect(corpus.status).toBe('idle');
});

test('rests when it has nothing to do, and takes up again with the next question', async () => {
  const corpus = make();
  const counted = corpus.count([1, 2, 3]);
  restAll();
  expect(await counted).toBe(17);
  expect(workers).toHaveLength(1);
  restAll();
  expect(corpus.status).toBe('idle');
  expect(corpus.documents).toEqual(documents);
  expect(await corpus.count([1, 2, 3])).toBe(17);
  expect(workers).toHaveLength(2);
});
