import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CodedError } from './coded-error.ts';
import { Connection } from './connection.svelte.ts';

type Code = 'aborted' | 'lost';
class Failure extends CodedError<Code> {}

/** A worker that is told things, and says what a test has it say. */
class FakeWorker {
  told: { type: string; id?: number }[] = [];
  ended = vi.fn();
  onmessage: ((event: { data: object }) => void) | undefined;
  /** Whether it answers when asked if it hears. */
  hears = true;
  postMessage(message: { type: string }) {
    this.told.push(message);
    if (message.type === 'ping' && this.hears) queueMicrotask(() => this.say({ type: 'pong' }));
  }
  say(data: object) {
    this.onmessage?.({ data });
  }
  terminate() {
    this.ended();
  }
}

const workers: FakeWorker[] = [];
const onFailure = vi.fn<(error: CodedError<Code>) => void>();
const onRest = vi.fn<() => void>();

function connection() {
  return new Connection<{ type: string }, Code, object>({
    name: 'fake',
    what: 'the worker',
    start: () => {
      workers.push(new FakeWorker());
      return workers.at(-1) as unknown as Worker;
    },
    failure: Failure,
    fatal: 'lost',
    aborted: () => new Failure('aborted', 'Stopped.'),
    onProgress: () => {},
    onFailure,
    onRest
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', { onLine: true });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
  workers.length = 0;
});

/** What a question came to. */
const outcome = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error: unknown) => (error as Failure).code
  );

test('a worker that does not hear is ended within 200 ms of a stop, and what was asked is called off', async () => {
  const one = connection();
  const asked = outcome(one.open({ type: 'work' }));
  const [worker] = workers as [FakeWorker];
  worker.hears = false;
  const stopped = one.insist();
  expect(worker.told.at(-1)).toEqual({ type: 'ping' });
  await vi.advanceTimersByTimeAsync(100);
  expect(worker.ended).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(99);
  expect(worker.ended).toHaveBeenCalledTimes(1);
  await stopped;
  expect(await asked).toBe('aborted');
  expect([one.started, one.busy, onRest.mock.calls.length]).toEqual([false, false, 1]);
  expect(onFailure).not.toHaveBeenCalled();
});

test('a worker that hears goes on after a stop', async () => {
  const one = connection();
  void outcome(one.open({ type: 'work' }));
  await one.insist();
  await vi.advanceTimersByTimeAsync(1000);
  expect(workers[0]!.ended).not.toHaveBeenCalled();
  expect(one.busy).toBe(true);
});

test('one that answers goes on after two stops in a row', async () => {
  const one = connection();
  void outcome(one.open({ type: 'work' }));
  const [worker] = workers as [FakeWorker];
  worker.hears = false;
  const stopped = [one.insist(), one.insist()];
  worker.say({ type: 'pong' });
  await Promise.all(stopped);
  await vi.advanceTimersByTimeAsync(1000);
  expect(worker.ended).not.toHaveBeenCalled();
});

test.each(['before its script came', 'at work'])(
  'without locks a worker that is gone %s is missed',
  async (when) => {
    const one = connection();
    const asked = outcome(one.open({ type: 'work' }));
    const [worker] = workers as [FakeWorker];
    worker.hears = false;
    if (when === 'at work') worker.say({ type: 'progress' });
    await vi.advanceTimersByTimeAsync(130_000);
    expect(await asked).toBe('lost');
    expect(worker.ended).toHaveBeenCalledTimes(1);
    expect(onFailure.mock.calls[0]![0].message).toMatch(/^The worker stopped/);
  }
);

test('one that is slow, or idle, or of whose end a lock tells, is not given up', async () => {
  const slow = connection();
  void outcome(slow.open({ type: 'work' }));
  await vi.advanceTimersByTimeAsync(600_000);
  expect(workers[0]!.ended).not.toHaveBeenCalled();

  const idle = connection();
  const asked = outcome(idle.open({ type: 'work' }));
  workers[1]!.hears = false;
  workers[1]!.say({ type: 'answer', id: 1 });
  expect(await asked).toBe('answered');
  await vi.advanceTimersByTimeAsync(600_000);
  expect(workers[1]!.ended).not.toHaveBeenCalled();

  const locked = connection();
  void outcome(locked.open({ type: 'work' }));
  vi.stubGlobal('navigator', { locks: { request: () => new Promise(() => {}) } });
  workers[2]!.hears = false;
  workers[2]!.say({ type: 'begun' });
  await vi.advanceTimersByTimeAsync(600_000);
  expect(workers[2]!.ended).not.toHaveBeenCalled();
});
