import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { LmError, type LanguageModel } from '#lib/lm/client.svelte.ts';
import { parseManifest, runnable } from '#lib/release/manifest.ts';
import type { Passage } from '#lib/release/passages.ts';
import { Live } from './live.svelte.ts';

const manifest = runnable(parseManifest(JSON.parse(readFileSync('static/lab/manifest.json', 'utf8'))));
const [model] = manifest.models;
const passage = { id: 'p', token_ids: [1, 2, 3, 4, 5, 6] } as Passage;
const asking = { context: 2, asked: 3, score: false };
const trace = (id: number) => ({ id, logprob: -id });

/** A model that writes 3 and 4, and can be held back before it is loaded. */
function make() {
  const lm = {
    status: 'ready',
    load: vi.fn(() => Promise.resolve()),
    stop: vi.fn(),
    cancelLoad: vi.fn(),
    dispose: vi.fn(),
    complete: vi.fn((_: unknown, onToken: (sample: number, token: unknown) => void) => {
      for (const id of [3, 4]) onToken(0, trace(id));
      return Promise.resolve([{ tokens: [trace(3), trace(4)], stopped: 'length' }]);
    }),
    score: vi.fn((ids: number[]) => Promise.resolve(ids.map(trace)))
  };
  const live = new Live(manifest, lm as unknown as LanguageModel);
  live.tokenizer = { decode: (ids: number[]) => ids.join(' ') } as never;
  return { live, lm };
}

test('a run is a record of what the model was given and wrote', async () => {
  const { live, lm } = make();
  await live.start(model!, passage, asking);
  expect(lm.complete.mock.calls[0]![0]).toMatchObject({
    ids: [1, 2],
    decoding: { method: 'greedy', maxTokens: 3 }
  });
  expect(live.run).toMatchObject({ passage, model, asked: 3, logprob: null, busy: false, failure: null });
  expect(live.run!.record).toMatchObject({
    origin: 'live',
    release: manifest.release,
    model: model!.id,
    passage: 'p',
    prompt: { text: '1 2', ids: [1, 2] },
    decoding: { method: 'greedy', max_tokens: 3 },
    tokens: [{ id: 3 }, { id: 4 }],
    stopped: 'length'
  });
  expect(lm.score).not.toHaveBeenCalled();
});

test('the truth is weighed after what was given, as far as was asked', async () => {
  const { live, lm } = make();
  await live.start(model!, passage, { ...asking, score: true });
  expect(lm.score).toHaveBeenCalledWith([1, 2, 3, 4, 5]);
  expect(live.run!.logprob).toBe(-(3 + 4 + 5));
});

test('words stand there while more are to come', async () => {
  const { live, lm } = make();
  let end = () => {};
  lm.complete.mockImplementation(async (_, onToken) => {
    onToken(0, trace(3));
    await new Promise<void>((resolve) => (end = resolve));
    return [{ tokens: [trace(3)], stopped: 'user' }];
  });
  const running = live.start(model!, passage, asking);
  expect(live.run).toMatchObject({ busy: true, record: { tokens: [], prompt: { text: '1 2' } } });
  await vi.waitFor(() => expect(live.run!.record.tokens).toEqual([trace(3)]), { timeout: 20_000 });
  expect(live.run!.busy).toBe(true);
  end();
  await running;
  expect(live.run).toMatchObject({ busy: false, record: { stopped: 'user' } });
});

test.each([
  [new LmError('aborted', 'x'), 'Loading was stopped.', 'user'],
  [new LmError('network', 'Offline.'), 'Offline.', 'error'],
  ['odd', 'odd', 'error']
])('after %s it says %s', async (error, failure, stopped) => {
  const { live, lm } = make();

  lm.load.mockImplementation(() => Promise.reject(error));
  await live.start(model!, passage, asking);
  expect(live.run).toMatchObject({ busy: false, failure, record: { stopped } });
});

test.each(['clear', 'start', 'dispose'] as const)('after %s the run before writes no more', async (what) => {
  const { live, lm } = make();
  let loaded = () => {};
  lm.load.mockImplementationOnce(() => new Promise<void>((resolve) => (loaded = resolve)));
  const first = live.start(model!, passage, asking);
  await vi.waitFor(() => expect(lm.load).toHaveBeenCalled(), { timeout: 20_000 });
  const other = { ...passage, id: 'q' };
  if (what === 'start') await live.start(model!, other, asking);
  else live[what]();
  const completed = lm.complete.mock.calls.length;
  loaded();
  await first;
  expect(lm.complete).toHaveBeenCalledTimes(completed);
  if (what === 'clear') expect(live.run).toBeNull();
  if (what === 'start') expect(live.run).toMatchObject({ passage: other, busy: false });
  if (what === 'dispose') expect(lm.dispose).toHaveBeenCalled();
});

test('stopping calls the download off, or the writing', () => {
  const { live, lm } = make();
  live.stop();
  expect([lm.stop.mock.calls.length, lm.cancelLoad.mock.calls.length]).toEqual([1, 0]);
  lm.status = 'loading';
  live.stop();
  expect([lm.stop.mock.calls.length, lm.cancelLoad.mock.calls.length]).toEqual([1, 1]);
});
