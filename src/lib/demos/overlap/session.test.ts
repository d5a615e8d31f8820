import { beforeEach, expect, test, vi } from 'vitest';
import type { Corpus } from '#lib/corpus/client.svelte.ts';
import { LmError, type LanguageModel } from '#lib/lm/client.svelte.ts';
import { tokenizerFile } from '#lib/release/tokenizer-file.ts';
import type { Tokenizer } from '#lib/release/tokenizer.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { Session } from './session.svelte.ts';
import type { Measured, OverlapStart, Rate } from './start.ts';

live.ready = true;

const file = (path: string) => ({ path, bytes: 1000, sha256: path });
const model = (id: string, data = 'raw') =>
  ({
    id,
    label: id,
    data,
    dtypes: ['q8'],
    path: id,
    files: [file(`${id}/tokenizer.json`), file(`${id}/onnx/model_quantized.onnx`)]
  }) as unknown as OverlapStart['models'][number];
/** A text of 100 characters whose runs begin at its start. */
const told = (letter: string, ...lengths: number[]): Measured => ({
  text: letter.repeat(100),
  runs: lengths.map((length, at) => [at, length]),
  addresses: 3
});
const rate = (mean: number): Rate => ({ mean, low: mean, high: mean, median: 0, some: 1 });
const rates = (mean: number) => ({ texts: 48, longest: 60, by: [rate(mean), rate(mean / 2)] });
const start: OverlapStart = {
  corpus: { tokens: file('tokens'), documents: file('documents') },
  tokenizer: file('tokenizer.json'),
  models: [model('small'), model('large'), model('twin', 'dedup')],
  sampling: { temperature: 0.7, maxTokens: 128 },
  leasts: [20, 50],
  usual: 50,
  prompts: [
    { seed: 1, opening: 'address', text: 'We must not rest.' },
    { seed: 49, opening: 'salutation', text: 'Fellow citizens:' }
  ],
  first: 49,
  writers: [
    {
      id: 'people',
      name: 'presidents',
      texts: [told('p', 30), null],
      rates: { address: rates(0.4), salutation: null, subject: null }
    },
    ...['small', 'large', 'twin'].map((id) => ({
      id,
      name: id,
      texts: [told('a', 25), told('b', 60, 30)],
      rates: { address: rates(0.5), salutation: rates(0.6), subject: rates(0.7) }
    }))
  ],
  addresses: 227,
  unread: 6,
  published: []
};

const lm = {
  status: 'ready',
  model: null,
  shared: [],
  files: { loaded: 0, total: 0 },
  load: vi.fn(() => Promise.resolve()),
  complete: vi.fn(),
  stop: vi.fn(),
  cancelLoad: vi.fn(),
  dispose: vi.fn()
};
const corpus = {
  status: 'ready',
  progress: { loaded: 0, total: 0 },
  load: vi.fn(() => Promise.resolve()),
  spellBy: vi.fn(() => Promise.resolve()),
  shared: vi.fn(),
  abort: vi.fn(),
  dispose: vi.fn()
};
const tokenizer = { encode: (text: string) => Array.from(text, (letter) => letter.charCodeAt(0)) };
let session: Session;
beforeEach(() => {
  vi.clearAllMocks();
  lm.status = 'ready';
  lm.complete.mockImplementation(async (_: unknown, onToken: (...args: unknown[]) => void) => {
    onToken(0, {}, 'bb');
    await Promise.resolve();
    return [{ text: 'b'.repeat(100), stopped: 'length' }];
  });
  corpus.shared.mockImplementation(() => Promise.resolve({ runs: [[0, 60]], addresses: 5 }));
  vi.spyOn(tokenizerFile(start.tokenizer), 'load').mockResolvedValue({} as never);
  session = new Session(
    start,
    lm as unknown as LanguageModel,
    corpus as unknown as Corpus,
    tokenizer as unknown as Tokenizer
  );
});

const markedText = () =>
  session.text.spans.map(({ start, end }) => session.text.pieces.slice(start, end).join('').length);

test('begins with what the largest model wrote after a salutation, and marks the runs that are long enough', () => {
  expect(session.isUsual).toBe(true);
  expect(session.settings).toMatchObject({ by: 'large', prompt: 49, least: 50 });
  expect(session.origin).toBe('recorded');
  expect(session.finding).toMatch(/^60\u00a0% of its 100 characters/);
  expect(session.text.pieces.join('')).toBe('b'.repeat(100));
  expect(markedText()).toEqual([60]);
  session.choose({ prompt: 1 });
  expect(markedText()).toEqual([]);
  session.count(20);
  expect(markedText()).toEqual([25]);
  session.reset();
  expect(session.isUsual).toBe(true);
});

test('a president goes on from his own sentence alone', () => {
  session.choose({ by: 'people' });
  expect(session.settings.prompt).toBe(1);
  expect(session.prompts.map(({ seed }) => seed)).toEqual([1]);
  expect(session.text.pieces.join('')).toBe('p'.repeat(100));
  expect(session.fragment).toBe('v=1&by=people');
});

test('rates are those of the chosen openings and length; who wrote none is left out', () => {
  const means = () => session.rates.map(({ id, mean }) => [id, mean]);
  expect(means()).toEqual([
    ['people', 0.2],
    ['small', 0.25],
    ['large', 0.25],
    ['twin', 0.25]
  ]);
  session.count(20);
  session.choose({ of: 'subject' });
  expect(means()).toEqual([
    ['small', 0.7],
    ['large', 0.7],
    ['twin', 0.7]
  ]);
});

test('a model writes with the recorded seed, and what it wrote is measured and compared', async () => {
  await session.run();
  expect(lm.complete.mock.calls[0]![0]).toEqual({
    ids: tokenizer.encode('Fellow citizens:'),
    decoding: { method: 'sample', topK: 0, topP: 1, temperature: 0.7, maxTokens: 128, seed: 49 }
  });
  expect(corpus.shared).toHaveBeenCalledWith('b'.repeat(100), 20);
  expect(session.origin).toBe('live');
  expect(session.outcome).toBe('Your browser’s copy wrote what we recorded, word for word.');
  expect(session.finding).toMatch(/in 5 of the 227 addresses/);
  expect(session.isUsual).toBe(false);
  session.choose({ by: 'small' });
  expect(session.origin).toBe('recorded');
  session.choose({ by: 'large' });
  expect(session.origin).toBe('live');
});

test('what is being written is neither marked nor measured, and another length does not stop it', async () => {
  let go = () => {};
  lm.complete.mockImplementationOnce(async (_: unknown, onToken: (...args: unknown[]) => void) => {
    onToken(0, {}, 'bbb');
    await new Promise<void>((resolve) => (go = resolve));
    return [{ text: 'other', stopped: 'length' }];
  });
  const running = session.run();
  await vi.waitFor(() => expect(session.text.pieces.join('')).toBe('bbb'));
  session.count(20);
  expect(session.busy).toBe(true);
  expect([session.origin, session.measured]).toEqual(['live, writing', null]);
  expect(session.doing).toBe('The model is writing.');
  expect(markedText()).toEqual([]);
  let found = () => {};
  corpus.shared.mockImplementationOnce(async () => {
    await new Promise<void>((resolve) => (found = resolve));
    return { runs: [], addresses: 0 };
  });
  go();
  await vi.waitFor(() => expect(corpus.shared).toHaveBeenCalled());
  expect([session.doing, session.origin]).toEqual(['The text is being looked up.', 'live']);
  found();
  await running;
  expect([session.doing, session.origin]).toEqual(['', 'live']);
  expect(session.outcome).toBe('Your browser’s copy wrote something other than what we recorded.');
});

test('measures the reader’s own text, and forgets the answer with the text', async () => {
  session.choose({ by: 'own' });
  await session.run();
  expect(corpus.shared).not.toHaveBeenCalled();
  expect(session.outcome).toBe('Write or paste a text first.');
  session.choose({ own: 'c'.repeat(80) });
  expect([session.origin, session.finding]).toEqual([null, 'Not measured yet.']);
  await session.run();
  expect(corpus.spellBy).toHaveBeenCalled();
  expect(lm.load).not.toHaveBeenCalled();
  expect(session.origin).toBe('live');
  expect(markedText()).toEqual([60]);
  session.choose({ own: 'something else' });
  expect(session.measured).toBeNull();
});

test('what was recorded of people is not run', async () => {
  session.choose({ by: 'people' });
  await session.run();
  expect(lm.load).not.toHaveBeenCalled();
  expect(corpus.load).not.toHaveBeenCalled();
});

test.each(['stop', 'choose', 'reset'] as const)(
  '%s ends a run; what was written stays, unmarked',
  async (what) => {
    lm.complete.mockImplementationOnce(async (_: unknown, onToken: (...args: unknown[]) => void) => {
      onToken(0, {}, 'bbb');
      await Promise.resolve();
      if (what === 'choose') session.choose({ prompt: 1 });
      else session[what]();
      return [{ text: 'bbb', stopped: 'user' }];
    });
    await session.run();
    expect(lm.stop).toHaveBeenCalled();
    expect(corpus.shared).not.toHaveBeenCalled();
    expect(session.busy).toBe(false);
    expect(session.origin).toBe(what === 'stop' ? 'live, stopped' : 'recorded');
    if (what === 'stop') expect(session.text.pieces.join('')).toBe('bbb');
  }
);

test('the training text is not asked for once the demo is gone', async () => {
  let arrive = () => {};
  const load = vi.mocked(tokenizerFile(start.tokenizer).load);
  load.mockImplementationOnce(
    (signal) =>
      new Promise((resolve, reject) => {
        arrive = () => resolve({} as never);
        signal?.addEventListener('abort', () => reject(new LmError('aborted', 'Called off.')));
      })
  );
  session.choose({ by: 'own', own: 'c'.repeat(80) });
  const running = session.run();
  await vi.waitFor(() => expect(load).toHaveBeenCalled());
  session.dispose();
  arrive();
  await running;
  expect(corpus.spellBy).not.toHaveBeenCalled();
});

test('a failure is said, of the model and of the corpus, and tried again', async () => {
  lm.load.mockImplementationOnce(() => Promise.reject(new LmError('network', 'Offline.')));
  await session.run();
  expect([session.trouble, session.busy]).toEqual(['Offline.', false]);
  corpus.shared.mockImplementationOnce(() => Promise.reject(new Error('The search stopped.')));
  await session.run();
  expect(session.trouble).toBe('The search stopped.');
  expect(session.origin).toBe('live, stopped');
  await session.run();
  expect([session.trouble, session.origin]).toEqual([null, 'live']);
});

test('reads a link, and forgets its complaints when it starts over', () => {
  session.read('#v=1&by=own&least=20&own=Call+me');
  expect(session.settings).toMatchObject({ by: 'own', least: 20, own: 'Call me' });
  session.read('#v=1&least=7');
  expect(session.complaints).toHaveLength(1);
  session.reset();
  expect(session.complaints).toEqual([]);
  session.dispose();
  expect(lm.dispose).toHaveBeenCalled();
});
