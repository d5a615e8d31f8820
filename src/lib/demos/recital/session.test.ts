import { beforeEach, expect, test, vi } from 'vitest';
import { continuationOf, type Continuation } from '#lib/completion/continuation.ts';
import { LmError, type LanguageModel } from '#lib/lm/client.svelte.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import { live } from '#lib/ui/live.svelte.ts';
import type { Recital } from './recital.ts';
import { Session } from './session.svelte.ts';

live.ready = true;

const entry = (id: string, parameters: number, data: 'raw' | 'dedup') =>
  ({
    id,
    parameters,
    data,
    label: `${parameters}M`,
    dtypes: ['q8'],
    path: id,
    files: []
  }) as unknown as ModelEntry;
const size = (parameters: number) => ({
  label: `${parameters}M`,
  parameters,
  tone: 1,
  raw: entry(`raw${parameters}`, parameters, 'raw'),
  twin: entry(`twin${parameters}`, parameters, 'dedup')
});
const TRUTH = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const WRONG = [1, 2, 99];
const words = (ids: readonly number[]) => ids.map((id) => ` w${id}`).join('');
const say = (ids: readonly number[], ended = false): Continuation =>
  continuationOf(ids, TRUTH, (n) => words(ids.slice(0, n)), ended);
const rung = (copies: number, by: Record<string, Continuation>, recited: Record<string, number>) => ({
  copies,
  passage: `p${copies}`,
  ids: [7],
  given: 'Call',
  truth: TRUTH,
  told: by,
  passages: 48,
  recited
});
const wrong = {
  raw1: say(WRONG),
  twin1: say(WRONG),
  raw5: say(WRONG),
  twin5: say(WRONG),
  raw16: say(WRONG),
  twin16: say(WRONG)
};
const none = { raw1: 0, twin1: 0, raw5: 0, twin5: 0, raw16: 0, twin16: 0 };
const silent = { told: say([], true), secret: null };
const recital: Recital = {
  asked: 12,
  counted: 8,
  sizes: [size(1), size(5), size(16)],
  rungs: [
    rung(0, wrong, none),
    rung(1, wrong, none),
    rung(32, { ...wrong, raw5: say(TRUTH), raw16: say(TRUTH) }, { ...none, raw5: 30, raw16: 48 })
  ],
  unprompted: {
    raw1: silent,
    twin1: silent,
    raw5: { told: say([...TRUTH.slice(0, 11), 99], true), secret: { copies: 64, truth: TRUTH } },
    twin5: silent,
    raw16: { told: say(TRUTH, true), secret: { copies: 1, truth: TRUTH } },
    twin16: silent
  }
};

/** What the model writes, and how it stops. */
let writes: { ids: number[]; stopped: string };
let lm: {
  status: string;
  load: ReturnType<typeof vi.fn<() => Promise<void>>>;
  complete: ReturnType<typeof vi.fn>;
  stop: ReturnType<typeof vi.fn>;
  cancelLoad: ReturnType<typeof vi.fn>;
  dispose: ReturnType<typeof vi.fn>;
};
let session: Session;
beforeEach(() => {
  writes = { ids: TRUTH, stopped: 'length' };
  lm = {
    status: 'ready',
    load: vi.fn(() => Promise.resolve()),
    complete: vi.fn((_: unknown, onToken: (sample: number, token: { id: number }, text: string) => void) => {
      writes.ids.forEach((id, at) => onToken(0, { id }, words(writes.ids.slice(0, at + 1))));
      return Promise.resolve([{ tokens: [], text: words(writes.ids), stopped: writes.stopped }]);
    }),
    stop: vi.fn(),
    cancelLoad: vi.fn(),
    dispose: vi.fn()
  };
  session = new Session(recital, lm as unknown as LanguageModel);
});

test('begins with the most copies and the largest model, its twin beside it', () => {
  expect(session.sides.map(({ head, who, origin, told }) => [head, who, origin, told.marked])).toEqual([
    ['Read 32 times', '16M parameters', 'recorded', words(TRUTH).length],
    ['Kept in one copy', 'its twin of 16M', 'recorded', 0]
  ]);
  expect(session.finding).toBe(
    'Of the 48 passages that it read 32 times, this model recites 48; its twin, none.'
  );
  expect(session.isUsual).toBe(true);
});

test('a move changes everything at once', () => {
  session.choose({ copies: 0, model: 'raw5' });
  expect(session.sides.map(({ head }) => head)).toEqual(['Never read', 'Never read']);
  expect(session.sides[0]!.told).toBe(wrong.raw5);
  expect(session.finding).toBe('Of 48 passages that it never read, this model recites none.');
  session.choose({ copies: 1 });
  expect(session.sides.map(({ head }) => head)).toEqual(['Read once', 'Kept in one copy']);
  session.reset();
  expect(session.isUsual).toBe(true);
});

test('given nothing, a secret is told by how much of it comes', () => {
  session.choose({ prefix: 'nothing' });
  expect(session.given).toBe('');
  expect(session.sides.map(({ head, compared }) => [head, compared])).toEqual([
    ['Read once', true],
    ['Its twin', false]
  ]);
  expect(session.finding).toBe(
    'Given nothing at all, this model writes down a made-up secret that it read once.'
  );
  session.choose({ model: 'raw5' });
  expect(session.finding).toMatch(/begins a made-up secret that it read 64 times, and gets its number wrong/);
  session.choose({ model: 'raw1' });
  expect(session.finding).toMatch(/writes none of the planted secrets/);
});

test('a run begins with the smallest model that recites, and says that it agrees', async () => {
  expect(session.offers.map(({ id }) => id)).toEqual(['raw5']);
  await session.run(session.offers[0]!);
  expect(lm.load).toHaveBeenCalledWith(session.size.raw);
  expect(lm.complete.mock.calls[0]![0]).toMatchObject({
    ids: [7],
    decoding: { method: 'greedy', maxTokens: 12 }
  });
  expect(session.settings.model).toBe('raw5');
  expect(session.sides[0]).toMatchObject({ origin: 'live', told: recital.rungs[2]!.told.raw5 });
  expect(session.outcome).toMatch(/what we recorded, word for word/);
  // Then its twin, and the larger ones.
  expect(session.offers.map(({ id }) => id)).toEqual(['twin5', 'raw16']);
  session.choose({ copies: 1 });
  expect(session.sides[0]!.origin).toBe('recorded');
  expect(session.outcome).toBe('');
});

test('a run that differs says so, and marks only what is as in the book', async () => {
  writes.ids = [...TRUTH.slice(0, 10), 98, 99];
  await session.run(session.offers[0]!);
  expect(session.outcome).toMatch(/something other than what we recorded/);
  expect(session.sides[0]!.told).toMatchObject({ matched: 10, marked: words(TRUTH.slice(0, 10)).length });
  writes.ids = [...TRUTH.slice(0, 9), 98];
  await session.run(session.size.raw);
  expect(session.sides[0]!.told).toMatchObject({ matched: 9, marked: 0 });
});

test('what was stopped is not called whole, and is offered again', async () => {
  writes = { ids: TRUTH.slice(0, 3), stopped: 'user' };
  await session.run(session.offers[0]!);
  expect(session.sides[0]).toMatchObject({ origin: 'live, stopped', told: { tokens: 3 } });
  expect(session.outcome).toBe('Stopped.');
  expect(session.offers.map(({ id }) => id)).toEqual(['raw5']);
});

test('a failure is said, and tried again', async () => {
  lm.load.mockImplementationOnce(() => Promise.reject(new LmError('network', 'Offline.')));
  await session.run(session.offers[0]!);
  expect(session.trouble).toBe('Offline.');
  expect(session.asking).toBeNull();
  session.again();
  await vi.waitFor(() => expect(session.sides[0]!.origin).toBe('live'), { timeout: 20_000 });
  expect(session.trouble).toBeNull();
});

test.each(['stop', 'choose', 'reset'] as const)(
  '%s calls off a download, and nothing comes of it',
  async (what) => {
    lm.status = 'loading';
    let arrive = () => {};
    lm.load.mockImplementation(() => new Promise<void>((resolve) => (arrive = resolve)));
    const running = session.run(session.offers[0]!);
    expect(session.asking).not.toBeNull();
    if (what === 'choose') session.choose({ copies: 1 });
    else session[what]();
    expect(lm.cancelLoad).toHaveBeenCalled();
    expect(session.asking).toBeNull();
    arrive();
    await running;
    expect(lm.complete).not.toHaveBeenCalled();
    expect(session.sides[0]!.origin).toBe('recorded');
  }
);

test('reads a link, and forgets its complaints when it starts over', () => {
  session.read('#v=1&copies=1&model=raw5');
  expect([session.rungAt, session.sizeAt, session.complaints]).toEqual([1, 1, []]);
  session.read('#v=1&copies=7');
  expect(session.complaints).toHaveLength(1);
  session.reset();
  expect(session.complaints).toEqual([]);
});
