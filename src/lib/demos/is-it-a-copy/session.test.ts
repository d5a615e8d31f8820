import { beforeEach, expect, test, vi } from 'vitest';
import { continuationOf } from '#lib/completion/continuation.ts';
import { LmError, type LanguageModel } from '#lib/lm/client.svelte.ts';
import type { Judged, Thing } from '#lib/law/copy.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { Session } from './session.svelte.ts';
import type { CopyStart } from './start.ts';

live.ready = true;

const TRUTH = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const words = (ids: readonly number[]) => ids.map((id) => ` w${id}`).join('');
const say = (ids: readonly number[]) => continuationOf(ids, TRUTH, (n) => words(ids.slice(0, n)), false);
const judged = (answer: Judged['answer'], says: string): Judged => ({
  answer,
  says,
  statements: [{ says: 'S.', source: { by: 'us' } }]
});
const thing = (id: string, model?: Thing['model']): Thing => ({
  id,
  short: id,
  name: id,
  what: id,
  model,
  object: judged('yes', 'the disk'),
  fixed: judged('open', 'as numbers'),
  lasting: judged('yes', 'for years'),
  perceived: judged('yes', 'by a machine'),
  so: { says: `So much of ${id}.`, event: 'mai-1993', source: { by: 'us' } }
});
const start = {
  as_of: '2026-10-08',
  things: [thing('roll'), thing('recites', 'raw'), thing('twin', 'twin')],
  label: '1M',
  copies: 128,
  passage: 'p1',
  ids: [7],
  given: 'Call',
  truth: TRUTH,
  models: { raw: { id: 'a', path: 'a', files: [] }, twin: { id: 'b', path: 'b', files: [] } },
  told: { raw: say(TRUTH), twin: say([1, 99]) }
} as unknown as CopyStart;

/** What the model writes, and how it stops. */
let writes: { ids: number[]; stopped: string };
/** What the model waits for after its last token. */
let gate: Promise<void>;
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
  gate = Promise.resolve();
  lm = {
    status: 'ready',
    load: vi.fn(() => Promise.resolve()),
    complete: vi.fn(
      async (_: unknown, onToken: (sample: number, token: { id: number }, text: string) => void) => {
        writes.ids.forEach((id, at) => onToken(0, { id }, words(writes.ids.slice(0, at + 1))));
        await gate;
        return [{ tokens: [], text: words(writes.ids), stopped: writes.stopped }];
      }
    ),
    stop: vi.fn(),
    cancelLoad: vi.fn(),
    dispose: vi.fn()
  };
  session = new Session(start, lm as unknown as LanguageModel);
});

test('begins with the model that recites, as recorded, and no answers', () => {
  expect(session.thing.id).toBe('recites');
  expect(session.run).toEqual({ told: say(TRUTH), origin: 'recorded' });
  expect(Object.values(session.answers)).toEqual([null, null, null, null]);
  expect([session.done, session.news, session.isUsual]).toEqual([false, '', true]);
});

test('an answer shows its own element alone; what follows comes with the last', () => {
  session.answer('object', 'n');
  expect(session.answers).toEqual({ object: 'n', fixed: null, lasting: null, perceived: null });
  expect(session.news).toBe('A material object: yes, the disk.');
  session.answer('fixed', 'u');
  session.answer('lasting', 'y');
  expect(session.done).toBe(false);
  session.answer('perceived', 'y');
  expect(session.done).toBe(true);
  expect(session.news).toBe('A machine can bring it back: yes, by a machine. So much of recites.');
  expect(session.fragment).toBe('v=1&recites=nuyy');
});

test('each thing keeps its own answers; starting over forgets them all', () => {
  session.answer('object', 'y');
  session.choose('roll');
  expect([session.run, session.done, session.news]).toEqual([null, false, '']);
  expect(session.answers.object).toBeNull();
  session.choose('recites');
  expect(session.answers.object).toBe('y');
  session.reset();
  expect(session.isUsual).toBe(true);
});

test('a link brings back thing and answers', () => {
  session.read('#v=1&what=twin&twin=yuyn&roll=y---');
  expect([session.thing.id, session.done]).toEqual(['twin', true]);
  session.read('#v=1&what=tape');
  expect(session.complaints).toHaveLength(1);
  session.reset();
  expect(session.complaints).toEqual([]);
});

test('a model asked here agrees with its record, or says that it does not', async () => {
  await session.ask('raw');
  expect(lm.load).toHaveBeenCalledWith(start.models.raw);
  expect(lm.complete.mock.calls[0]![0]).toMatchObject({
    ids: [7],
    decoding: { method: 'greedy', maxTokens: 12 }
  });
  expect(session.run).toEqual({ told: say(TRUTH), origin: 'live' });
  expect(session.outcome).toMatch(/what we recorded, word for word/);
  session.choose('twin');
  expect([session.run!.origin, session.outcome]).toEqual(['recorded', '']);
  writes.ids = [1, 98];
  await session.ask('twin');
  expect(session.run!.told.matched).toBe(1);
  expect(session.outcome).toMatch(/something other than what we recorded/);
  session.choose('recites');
  expect(session.run!.origin).toBe('live');
});

test('what was stopped is not called whole', async () => {
  writes = { ids: TRUTH.slice(0, 3), stopped: 'user' };
  await session.ask('raw');
  expect(session.run).toMatchObject({ origin: 'live, stopped', told: { tokens: 3 } });
  expect(session.outcome).toBe('Stopped.');
});

test('a failure is said, and tried again', async () => {
  lm.load.mockImplementationOnce(() => Promise.reject(new LmError('network', 'Offline.')));
  await session.ask('raw');
  expect([session.trouble, session.asking, session.run!.origin]).toEqual(['Offline.', null, 'recorded']);
  session.again();
  await vi.waitFor(() => expect(session.run!.origin).toBe('live'), { timeout: 20_000 });
  expect(session.trouble).toBeNull();
});

test.each(['stop', 'choose', 'reset', 'read'] as const)(
  '%s calls off a download, and nothing comes of it',
  async (what) => {
    lm.status = 'loading';
    let arrive = () => {};
    lm.load.mockImplementation(() => new Promise<void>((resolve) => (arrive = resolve)));
    const running = session.ask('raw');
    expect(session.asking).toBe('raw');
    if (what === 'choose') session.choose('twin');
    else if (what === 'read') session.read('#v=1&what=twin');
    else session[what]();
    expect(lm.cancelLoad).toHaveBeenCalled();
    expect(session.asking).toBeNull();
    arrive();
    await running;
    expect(lm.complete).not.toHaveBeenCalled();
    session.choose('recites');
    expect(session.run!.origin).toBe('recorded');
  }
);

test('an answer does not disturb a model that is writing; another thing ends it', async () => {
  writes = { ids: [1], stopped: 'user' };
  let end = () => {};
  gate = new Promise((resolve) => (end = resolve));
  const running = session.ask('raw');
  await vi.waitFor(() => expect(session.run!.origin).toBe('live, writing'));
  session.answer('object', 'y');
  expect(session.asking).toBe('raw');
  session.choose('twin');
  expect(lm.stop).toHaveBeenCalled();
  end();
  await running;
  session.choose('recites');
  expect(session.run!.origin).toBe('recorded');
});
