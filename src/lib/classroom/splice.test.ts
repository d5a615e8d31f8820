import { expect, test, vi } from 'vitest';
import { codesIn, collect, meet, report, type Framed } from './splice.ts';

/** A frame, and the page around it. */
function framed() {
  const listeners = new Set<(event: MessageEvent) => void>();
  const sent: { message: Record<string, unknown>; target: string }[] = [];
  const parent = {
    postMessage: (message: unknown, target: string) =>
      void sent.push({ message: message as Record<string, unknown>, target })
  };
  const own: Framed = {
    parent,
    addEventListener: (_, listener) => void listeners.add(listener),
    removeEventListener: (_, listener) => void listeners.delete(listener)
  };
  const say = (data: unknown, { origin = 'https://lms.example', source = parent as unknown } = {}) => {
    for (const listener of [...listeners]) listener({ data, origin, source } as MessageEvent);
  };
  const answer = (state: unknown, more = {}, asked = sent[0]!.message.message_id) =>
    say({ subject: 'SPLICE.getState.response', message_id: asked, state }, more);
  return { own, sent, say, answer, listeners };
}

test('a code goes to the origin that has answered, with those that it keeps', async () => {
  const { own, sent, answer, listeners } = framed();
  const system = meet(own);
  expect(sent).toEqual([
    { message: { subject: 'SPLICE.getState', message_id: expect.any(String) as string }, target: '*' }
  ]);
  answer({ verbatim: { 'guess a': 'VB-A' } });
  expect(await report({ 'drawing b': 'VB-B' }, own, system)).toBe(true);
  expect(sent[1]).toEqual({
    message: {
      subject: 'SPLICE.reportScoreAndState',
      message_id: expect.any(String) as string,
      score: 1,
      state: { verbatim: { 'guess a': 'VB-A', 'drawing b': 'VB-B' } }
    },
    target: 'https://lms.example'
  });
  await report({ 'guess a': 'VB-C' }, own, system);
  expect(sent[2]!.message.state).toEqual({ verbatim: { 'guess a': 'VB-C', 'drawing b': 'VB-B' } });
  expect(sent[2]!.message.message_id).not.toBe(sent[1]!.message.message_id);
  expect(listeners.size).toBe(0);
});

test('a state that is not ours is no hindrance', async () => {
  for (const state of [
    undefined,
    null,
    'x',
    7,
    { verbatim: 7 },
    { verbatim: { a: {} } },
    [],
    { verbatim: null }
  ]) {
    const { own, sent, answer } = framed();
    const system = meet(own);
    answer(state);
    await report({ a: 'VB-A' }, own, system);
    expect(sent[1]!.message.state).toEqual({ verbatim: { a: 'VB-A' } });
  }
});

test('nothing is told to who does not answer, answers from elsewhere, to another question, or has no name', async () => {
  vi.useFakeTimers();
  for (const act of [
    () => {},
    ({ answer }: ReturnType<typeof framed>) => answer({}, { source: {} }),
    ({ answer }: ReturnType<typeof framed>) => answer({}, {}, 'another'),
    ({ say }: ReturnType<typeof framed>) => say('{"subject":'),
    ({ say }: ReturnType<typeof framed>) =>
      [null, 7, {}, { subject: 7 }, { subject: 'other' }].forEach((data) => say(data)),
    ({ answer }: ReturnType<typeof framed>) => answer({}, { origin: 'null' })
  ]) {
    const frame = framed();
    const system = meet(frame.own);
    act(frame);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await report({ a: 'VB-A' }, frame.own, system)).toBe(false);
    expect(frame.sent.length).toBe(1);
    expect(frame.listeners.size).toBe(0);
  }
  vi.useRealTimers();
  const alone = framed();
  const top = { ...alone.own } as Framed;
  top.parent = top as never;
  expect(await meet(top)).toBeNull();
  expect(alone.sent).toEqual([]);
});

test('the page of a class takes codes from the page around it, as objects or as JSON, and from no other', () => {
  const { own, sent, say, answer } = framed();
  const taken: string[][] = [];
  const end = collect((codes) => taken.push(codes), own);
  answer({ students: [{ verbatim: { a: 'VB-A' } }, { verbatim: { a: 'VB-B', note: 'hello' } }] });
  say(JSON.stringify({ subject: 'SPLICE.reportScoreAndState', score: 1, state: 'Ana VB-C' }));
  say({ subject: 'SPLICE.reportScoreAndState', state: { a: 'VB-D' } }, { source: {} });
  say({ subject: 'SPLICE.sendEvent', state: { a: 'VB-E' } });
  say({ subject: 'SPLICE.reportScoreAndState', state: { a: 'nothing' } });
  expect(taken).toEqual([['VB-A', 'VB-B'], ['Ana VB-C']]);
  expect(sent.length).toBe(1);
  end();
  answer({ a: 'VB-F' });
  expect(taken.length).toBe(2);
});

test('a state of any shape is looked through, not for ever', () => {
  const ring: Record<string, unknown> = { a: 'VB' };
  ring.self = ring;
  expect(codesIn(ring).length).toBeLessThan(10);
  expect(codesIn(Array.from({ length: 9000 }, () => 'VB')).length).toBe(5000);
  for (const state of [null, undefined, 0, () => 1, Symbol('VB'), new Map([['VB', 'VB']])])
    expect(codesIn(state)).toEqual([]);
});
