import { beforeEach, expect, test, vi } from 'vitest';
import type { Corpus } from '#lib/corpus/client.svelte.ts';
import { LmError, type LanguageModel } from '#lib/lm/client.svelte.ts';
import type { Step, Stops } from '#lib/lm/memfree.ts';
import { tokenizerFile } from '#lib/release/tokenizer-file.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { Session } from './session.svelte.ts';
import type { FilterStart, Recorded } from './start.ts';
import { WAYS } from './ways.ts';

live.ready = true;

const file = (path: string) => ({ path, bytes: 1000, sha256: path });
const TRUTH = [1, 2, 3, 4, 5, 6];
const wordsOf = (ids: readonly number[]) => ids.map((id) => ` w${id}`).join('');
const told = (way: Recorded['way'], form: Recorded['form'], n: number, ids: number[]): Recorded => ({
  way,
  form,
  n,
  segments: [{ text: wordsOf(ids), verbatim: false, struck: [], again: false }],
  ended: false,
  distance: ids.filter((id, i) => id !== TRUTH[i]).length / 6
});
const FILTERED = [1, 2, 9, 9, 9, 9];
const passage = (id: string, chapter: number) => ({
  id,
  chapter,
  given: 'Call me',
  truth: wordsOf(TRUTH),
  asked: WAYS.map((way) => ({ way, ids: [7, 8], count: 6, others: [98, 99] as [number, number], text: way })),
  bits: 0.3,
  recorded: [
    told('plain', null, 10, TRUTH),
    told('plain', 'exact', 10, FILTERED),
    told('plain', 'exact', 4, FILTERED),
    told('plain', 'folded', 10, FILTERED),
    told('pieces', null, 10, TRUTH),
    told('pieces', 'exact', 10, TRUTH)
  ]
});
const start: FilterStart = {
  release: 'r',
  model: {
    id: 'm',
    label: '16M',
    dtypes: ['q8'],
    path: 'm',
    files: [file('m/tokenizer.json'), file('m/onnx/model_quantized.onnx')]
  } as unknown as FilterStart['model'],
  bos_token_id: 0,
  corpus: { tokens: file('tokens'), documents: file('documents') },
  given: 2,
  tokens: 6,
  copies: 128,
  total: 48,
  runs: [4, 10],
  usual: 10,
  passages: [passage('p1', 1), passage('p2', 5)],
  counts: [
    { way: 'plain', form: null, n: 10, recited: 48, near: 48, distance: 0 },
    { way: 'plain', form: 'exact', n: 10, recited: 0, near: 0, distance: 0.9 },
    { way: 'plain', form: 'exact', n: 4, recited: 0, near: 0, distance: 0.9 },
    { way: 'plain', form: 'folded', n: 10, recited: 0, near: 0, distance: 0.9 },
    { way: 'pieces', form: null, n: 10, recited: 30, near: 40, distance: 0.1 },
    { way: 'pieces', form: 'exact', n: 10, recited: 30, near: 40, distance: 0.1 }
  ],
  tried: [],
  costed: 32,
  unread: 270
};

/** What the model would write. */
let writes: number[];
/** What the corpus says no to. */
let stopped: number[];
const lm = {
  status: 'ready',
  model: null,
  shared: [],
  files: { loaded: 0, total: 0 },
  load: vi.fn(() => Promise.resolve()),
  memfree: vi.fn(),
  stop: vi.fn(),
  cancelLoad: vi.fn(),
  dispose: vi.fn()
};
const corpus = {
  status: 'ready',
  progress: { loaded: 0, total: 0 },
  documents: [{ id: 'p1', title: 'Moby-Dick, chapter 1' }],
  load: vi.fn(() => Promise.resolve()),
  foldBy: vi.fn(() => Promise.resolve()),
  stops: vi.fn(),
  spans: vi.fn(() => Promise.resolve([])),
  likeness: vi.fn(() => Promise.resolve({ share: 0.5, document: 'p1' })),
  abort: vi.fn(),
  dispose: vi.fn()
};
let session: Session;
beforeEach(() => {
  vi.clearAllMocks();
  writes = TRUTH;
  stopped = [3];
  lm.status = 'ready';
  lm.memfree.mockImplementation(
    async (
      { ids, count }: { ids: number[]; count: number },
      stops: Stops,
      onSteps: (steps: Step[]) => void
    ) => {
      const from = ids.length - 2;
      const written: number[] = [];
      for (let at = from; at < from + count; at++) {
        const id = writes[at]!;
        const [no] = await stops(written, [id]);
        written.push(no ? 9 : id);
        onSteps([
          { id: written.at(-1)!, text: wordsOf(written.slice(-1)), struck: no ? [wordsOf([id])] : [] }
        ]);
        if (no) writes = [...writes.slice(0, at), ...writes.slice(at).map(() => 9)];
      }
      return 'length';
    }
  );
  corpus.stops.mockImplementation((_: number[], some: number[]) =>
    Promise.resolve(some.map((id) => stopped.includes(id)))
  );
  vi.spyOn(tokenizerFile(start.model.files[0]!), 'load').mockResolvedValue({} as never);
  session = new Session(start, lm as unknown as LanguageModel, corpus as unknown as Corpus);
});

const origins = () => session.sides.map(({ origin }) => origin);

test('begins with what was recorded, and says what was counted', () => {
  expect(session.isUsual).toBe(true);
  expect(origins()).toEqual(['recorded', 'recorded']);
  expect(session.sides.map(({ told }) => told!.distance)).toEqual([0, 4 / 6]);
  expect(session.finding).toBe(
    'Of the 48 passages that this model read 128 times, all come back near-verbatim without a filter; behind it, none.'
  );
});

test('shows nothing where nothing was recorded, and without a filter what does not depend on the run', () => {
  session.choose({ n: 4 });
  expect(origins()).toEqual(['recorded', 'recorded']);
  session.choose({ form: 'folded' });
  expect(origins()).toEqual(['recorded', 'not recorded']);
  session.choose({ way: 'pieces' });
  expect(origins()).toEqual(['not recorded', 'not recorded']);
  expect(session.sides[0]!.told).toBeNull();
  expect(session.finding).toMatch(/Nothing was recorded/);
  session.reset();
  expect(origins()).toEqual(['recorded', 'recorded']);
});

test('runs without a filter and behind it, asks the training text of what is given and written, and compares', async () => {
  await session.run();
  expect(origins()).toEqual(['live', 'live']);
  const [, behind] = session.sides;
  expect(behind!.told!.segments.flatMap(({ struck }) => struck)).toEqual([' w3']);
  expect(behind!.told!.segments.map(({ text }) => text).join('')).toBe(wordsOf(FILTERED));
  expect(corpus.stops.mock.calls[2]).toEqual([[7, 8, 1, 2], [3], { n: 10, folded: false }]);
  expect(session.outcome).toBe('Your browser’s copy wrote what we recorded, word for word.');
  expect(corpus.foldBy).not.toHaveBeenCalled();
  session.choose({ passage: 'p2' });
  expect(origins()).toEqual(['recorded', 'recorded']);
  expect(session.outcome).toBe('');
});

test('a folded filter has the words indexed first; what differs from the record is said', async () => {
  stopped = [2];
  session.choose({ form: 'folded' });
  const said: string[] = [];
  corpus.foldBy.mockImplementationOnce(() => Promise.resolve(void said.push(session.doing)));
  corpus.stops.mockImplementationOnce((_: number[], some: number[]) => {
    said.push(session.doing);
    return Promise.resolve(some.map((id) => stopped.includes(id)));
  });
  await session.run();
  expect(corpus.foldBy).toHaveBeenCalled();
  expect([...said, session.doing]).toEqual([
    'The words of the training text are being listed.',
    'The model is writing.',
    ''
  ]);
  expect(corpus.stops.mock.calls.at(-1)![2]).toEqual({ n: 10, folded: true });
  expect(session.outcome).toBe('Your browser’s copy wrote something other than what we recorded.');
});

test('in pieces it asks again and again, and draws where', async () => {
  stopped = [];
  session.choose({ way: 'pieces' });
  await session.run();
  const asked = lm.memfree.mock.calls.map(([{ ids, count }]) => [ids.length, count]);
  expect(asked).toEqual([
    [2, 3],
    [5, 3],
    [2, 3],
    [5, 3]
  ]);
  expect(session.sides[1]!.told!.segments.map(({ again }) => again)).toEqual([false, true]);
  expect(session.sides[1]!.told!.distance).toBe(0);
});

test('what was not recorded runs too', async () => {
  session.choose({ form: 'folded', n: 4 });
  await session.run();
  expect(origins()).toEqual(['live', 'live']);
  expect(session.outcome).toBe('Written in your browser; nothing was recorded of this.');
});

test.each(['stop', 'choose', 'reset'] as const)(
  '%s ends a run; what was written stays, and is no answer',
  async (what) => {
    lm.memfree.mockImplementationOnce(async (_: unknown, __: Stops, onSteps: (steps: Step[]) => void) => {
      onSteps([{ id: 1, text: ' w1', struck: [] }]);
      await Promise.resolve();
      if (what === 'choose') session.choose({ passage: 'p2' });
      else session[what]();
      return 'user';
    });
    await session.run();
    expect(lm.stop).toHaveBeenCalled();
    expect(lm.memfree).toHaveBeenCalledTimes(1);
    expect(session.work).toBeNull();
    expect(origins()[0]).toBe(what === 'stop' ? 'live, stopped' : 'recorded');
  }
);

test('a download is called off, and nothing comes of it', async () => {
  lm.status = 'loading';
  let arrive = () => {};
  lm.load.mockImplementationOnce(() => new Promise<void>((resolve) => (arrive = resolve)));
  const running = session.run();
  expect(session.work).toBe('writing');
  session.stop();
  expect(lm.cancelLoad).toHaveBeenCalled();
  expect(session.outcome).toBe('Loading was stopped.');
  arrive();
  await running;
  expect(lm.memfree).not.toHaveBeenCalled();
  expect(origins()).toEqual(['recorded', 'recorded']);
});

test('a failure is said, of the model and of the filter, and tried again', async () => {
  lm.load.mockImplementationOnce(() => Promise.reject(new LmError('network', 'Offline.')));
  await session.run();
  expect(session.trouble).toBe('Offline.');
  expect(session.work).toBeNull();
  lm.memfree.mockImplementationOnce(() => Promise.reject(new Error('The search stopped.')));
  void session.again();
  await vi.waitFor(() => expect(session.trouble).toBe('The search stopped.'));
  expect(origins()[0]).toBe('live, stopped');
  void session.again();
  await vi.waitFor(() => expect(origins()).toEqual(['live', 'live']));
  expect(session.trouble).toBeNull();
});

test('looks up the reader’s text, and forgets the answer with the text', async () => {
  await session.look();
  expect(corpus.likeness).not.toHaveBeenCalled();
  session.choose({ own: 'Call me Ishmael, he said' });
  await session.look();
  expect(corpus.foldBy).toHaveBeenCalled();
  expect(session.judged).toEqual({
    text: 'Call me Ishmael, he said',
    share: 0.5,
    title: 'Moby-Dick, chapter 1'
  });
  corpus.likeness.mockRejectedValueOnce(new Error('The search stopped.'));
  await session.look();
  expect(session.trouble).toBe('The search stopped.');
  expect(session.last).toBe('looking');
});

test('reads a link, and forgets its complaints when it starts over', () => {
  session.read('#v=1&passage=p2&n=4');
  expect(session.settings).toMatchObject({ passage: 'p2', n: 4 });
  expect(session.fragment).toBe('v=1&passage=p2&n=4');
  session.read('#v=1&n=7');
  expect(session.complaints).toHaveLength(1);
  session.reset();
  expect(session.complaints).toEqual([]);
  session.dispose();
  expect(lm.dispose).toHaveBeenCalled();
});
