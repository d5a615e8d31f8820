import { beforeEach, expect, test, vi } from 'vitest';
import type { Corpus } from '#lib/corpus/client.svelte.ts';
import { LmError, type LanguageModel } from '#lib/lm/client.svelte.ts';
import type { FileEntry, ModelEntry } from '#lib/release/manifest.ts';
import type { Tokenizer } from '#lib/release/tokenizer.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { Session } from './session.svelte.ts';
import type { Stretch } from './sources.ts';
import type { Case, Group, Start, Written } from './start.ts';

live.ready = true;

const model = (id: string, parameters: number) =>
  ({ id, label: id, parameters, data: 'raw', dtypes: ['q8'], path: id, files: [] }) as unknown as ModelEntry;
const models = [model('small', 1), model('large', 9)];

const run = (start: number, end: number, source: string): Stretch => ({ start, end, near: false, source });
const written = (stretches: Stretch[], right = 20): Written => ({
  pieces: Array.from({ length: 40 }, (_, i) => ` w${i}`),
  stretches,
  asked: 20,
  matched: right
});
const caseOf = (id: Case['id'], stretches: Stretch[]): Case => ({
  id,
  passage: id,
  model: id === 'rule' ? 'small' : 'large',
  copies: 16,
  level: 10,
  ids: Array.from({ length: 20 }, (_, i) => i + 1),
  truth: Array.from({ length: 20 }, (_, i) => i + 21),
  differs: 3,
  written: { small: written(stretches, 2), large: written(stretches) },
  costs: { small: { bits: 5, less: null }, large: { bits: 1, less: 4 } },
  bars: { small: { bits: 4, less: null }, large: { bits: 4, less: 2 } }
});
const group = (copies: number, largest: number[], bits: number[]): Group => ({
  condition: 'exact',
  copies,
  level: null,
  n: largest.length,
  largest: { some: largest, every: largest.map((n) => n - 1) },
  bits: { small: bits.map(() => 8), large: bits }
});
const file: FileEntry = { path: 'x', bytes: 1, sha256: '' };
const start: Start = {
  models,
  files: { tokens: file, documents: file, tokenizer: file },
  cases: [caseOf('near', [run(0, 26, 'near'), run(10, 40, 'near')]), caseOf('rule', [run(0, 12, 'pattern')])],
  members: 600,
  base: { text: 'Call me Ishmael.', copies: 128 },
  forged: [{ text: 'Call me Ishamel.', pieces: ['Call', ' me', ' Ish'], stretches: [run(0, 2, 'passage')] }],
  groups: [group(0, [4, 5, 6, 30], [9, 8, 7, 6]), group(128, [96, 96], [0.1, 6.5])],
  given: 32,
  asked: 32
};

const lm = {
  status: 'idle',
  load: vi.fn<LanguageModel['load']>(),
  complete: vi.fn<LanguageModel['complete']>(),
  encode: vi.fn<LanguageModel['encode']>(),
  score: vi.fn<LanguageModel['score']>(),
  stop: vi.fn(),
  cancelLoad: vi.fn(),
  dispose: vi.fn()
};
const corpus = {
  status: 'ready',
  progress: { loaded: 0, total: 0 },
  documents: [{ id: 'p000', kind: 'passage' }],
  load: vi.fn<Corpus['load']>(),
  spans: vi.fn<Corpus['spans']>(),
  abort: vi.fn(),
  dispose: vi.fn()
};
const tokenizer = {
  encode: (text: string) => Array.from(text, (letter) => letter.codePointAt(0)!),
  decode: (ids: readonly number[]) => String.fromCodePoint(...ids),
  piece: (id: number) => String.fromCodePoint(id)
} as unknown as Tokenizer;

let session: Session;
beforeEach(() => {
  vi.resetAllMocks();
  corpus.spans.mockResolvedValue([]);
  session = new Session(start, {
    lm: lm as unknown as LanguageModel,
    other: lm as unknown as LanguageModel,
    corpus: corpus as unknown as Corpus,
    tokenizer
  });
});

test('the verdict turns with n while the text stays', () => {
  const text = session.tested;
  expect(session.member).toBe(true);
  session.set({ n: 30 });
  expect(session.member).toBe(true);
  session.set({ n: 31 });
  expect([session.member, session.tested]).toEqual([false, text]);
  expect(new Set(session.signs)).toEqual(new Set(['near']));
  session.set({ n: 20, rule: 'every' });
  expect(session.member).toBe(false);
});

test('each text begins with the model that shows it best', () => {
  session.set({ text: 'rule' });
  expect(session.model.id).toBe('small');
  session.set({ model: 'large' });
  expect([session.case?.id, session.model.id]).toEqual(['rule', 'large']);
});

test('a text costs what was recorded, and is called read by that', () => {
  expect(session.called).toEqual({ byLoss: true, byLess: true });
  session.set({ model: 'small' });
  expect(session.called).toEqual({ byLoss: false, byLess: null });
});

test('of each group it counts what each test calls a member', () => {
  session.set({ n: 6 });
  const counts = () => session.groups.map(({ byRuns, byLoss, byLess }) => [byRuns, byLoss, byLess]);
  // Two of the unread ones are cheaper than 8 bits; a passage read often and still as dear as 6.5 is cheaper too.
  expect(counts()).toEqual([
    [2, 2, 2],
    [2, 2, 2]
  ]);
  session.set({ n: 40 });
  expect(counts().map(([byRuns]) => byRuns)).toEqual([0, 2]);
  session.set({ model: 'small' });
  expect(counts().map(([, , byLess]) => byLess)).toEqual([null, null]);
});

test('a run here takes the place of the record, and is compared with it', async () => {
  const ids = start.cases[0]!.truth;
  lm.complete.mockResolvedValue([
    { tokens: ids.map((id) => ({ id })), text: '', stopped: 'length' } as never
  ]);
  const works: unknown[] = [];
  corpus.spans.mockImplementation(() => {
    works.push(session.work);
    return Promise.resolve([
      { start: 0, end: 40, kind: 'verbatim', copies: 1, sources: [{ document: 'p000', at: 0, copies: 1 }] }
    ]);
  });
  expect(session.origin).toBe('recorded');
  lm.complete.mockImplementationOnce((...asked) => {
    works.push(session.work);
    return lm.complete(...asked);
  });
  await session.runLive();
  expect([...works, session.work]).toEqual(['writing', 'testing', null]);
  expect(session.origin).toBe('live');
  expect(session.written).toMatchObject({ matched: 20, asked: 20 });
  expect(session.tested!.stretches).toEqual([run(0, 40, 'passage')]);
  expect(session.outcome).toBe('Your browser’s copy wrote something other than what we recorded.');
  expect(session.isUsual).toBe(false);
  session.reset();
  expect([session.origin, session.isUsual]).toEqual(['recorded', true]);
});

test('what fails is said, and can be tried again', async () => {
  lm.load.mockRejectedValueOnce(new LmError('network', 'No network.'));
  await session.runLive();
  expect([session.trouble, session.work]).toEqual(['No network.', null]);
  lm.complete.mockResolvedValue([{ tokens: [], text: '', stopped: 'eos' }]);
  void session.again();
  await vi.waitFor(() => expect(session.origin).toBe('live'));
  expect(session.trouble).toBe(null);
});

test('what is stopped changes nothing when it comes after all', async () => {
  let load!: () => void;
  lm.load.mockReturnValue(new Promise<void>((resolve) => (load = resolve)));
  const running = session.runLive();
  session.stop();
  load();
  await running;
  expect([session.origin, session.outcome, session.trouble]).toEqual(['recorded', 'Stopped.', null]);
  expect(lm.complete).not.toHaveBeenCalled();
});

test('a text of one’s own is tested when asked, and is a forgery where it passes and is near', async () => {
  session.set({ text: 'own' });
  expect(session.tested).toBe(start.forged[0]);
  expect(session.forged).toBe(false);
  session.set({ n: 3, own: 'Call me Ishmael!' });
  expect([session.tested, session.member, session.forged]).toEqual([null, false, false]);
  await session.testOwn();
  expect(session.tested!.pieces.join('')).toBe('Call me Ishmael!');
  expect(session.forged).toBe(true);
  expect(session.attempts).toMatchObject([{ text: 'Call me Ishmael!', largest: 0, length: 16 }]);
  session.set({ own: 'Something else' });
  await session.testOwn();
  expect([session.forged, session.attempts.length]).toEqual([false, 2]);
});

test('an empty text is not tested, and any other is, whatever its letters', async () => {
  session.set({ text: 'own', own: '  ' });
  await session.testOwn();
  await session.weigh();
  expect(session.outcome).toBe('There is nothing to weigh: write or paste a text first.');
  expect(corpus.spans).not.toHaveBeenCalled();
  for (const own of ['x', '🐋', 'שלום', 'constructor', 'a'.repeat(1500)]) {
    session.set({ own });
    await session.testOwn();
    expect([session.trouble, session.tested!.pieces.join('')]).toEqual([null, own]);
  }
});

test('a text of one’s own is weighed as the passages were: the tokens after the first half, or 32', async () => {
  const encoded = Array.from({ length: 100 }, (_, i) => i);
  lm.encode.mockResolvedValue(encoded);
  lm.score.mockImplementation((ids) =>
    Promise.resolve(ids.map((id) => ({ logprob: id < 32 ? -100 : -Math.LN2 })) as never)
  );
  session.set({ text: 'own' });
  expect(session.called).toBe(null);
  await session.weigh();
  expect(lm.score.mock.calls[0]![0]).toHaveLength(64);
  expect(session.cost!.bits).toBeCloseTo(1, 9);
  expect(session.cost!.less).toBeCloseTo(0, 9);
  expect(session.called).toEqual({ byLoss: true, byLess: false });
  session.reset();
  expect(session.isUsual).toBe(true);
  session.set({ text: 'own' });
  expect(session.called).toBe(null);
});
