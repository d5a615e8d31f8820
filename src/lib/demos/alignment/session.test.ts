import { beforeEach, expect, test, vi } from 'vitest';
import type { Corpus } from '#lib/corpus/client.svelte.ts';
import { LmError, type LanguageModel } from '#lib/lm/client.svelte.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { Session } from './session.svelte.ts';
import type { AlignmentStart, Written } from './start.ts';
import { ASKED, AT_ONCE, GIVEN, PIECE, SAMPLES, SHOWN, WAYS } from './ways.ts';

live.ready = true;

const PASSAGE = Array.from({ length: GIVEN + ASKED }, (_, i) => 100 + i);
const TRUTH = PASSAGE.slice(GIVEN);
const REFUSAL = [1, 2, 3];
const textOf = (id: number) => (id < 100 ? ['', 'I', ' do', ' not'][id]! : ` w${id}`);
const [OPEN, CLOSE, END] = [90, 91, 92];

const written = (ids: number[], declined = false): Written => ({
  request: null,
  prefix: '',
  pieces: ids.map(textOf),
  spans: [],
  comes: !declined,
  declined
});
const rate = { count: 1, n: 160, low: 0, high: 1 };
const file = (path: string) => ({ path, bytes: 1000, sha256: path });
const model = (id: string) =>
  ({
    id,
    path: id,
    dtypes: ['q8'],
    files: [file(`${id}/tokenizer.json`), file(`${id}/onnx/model_quantized.onnx`)]
  }) as never;
const start = {
  release: 'r',
  bos_token_id: 0,
  context: 256,
  models: { base: model('base'), assistant: model('assistant'), tuned: model('tuned') },
  corpus: { tokens: file('tokens'), documents: file('documents') },
  refusals: ['I do not'],
  passages: ['p1', 'p2'].map((id) => ({
    id,
    chapter: 1,
    copies: 64,
    given: 'Call me',
    ids: PASSAGE.slice(0, GIVEN),
    truth: TRUTH,
    wording: 'Go on: {text}',
    template: { before: [OPEN], after: [CLOSE] },
    asked: WAYS.map((way) => ({
      way,
      base: way === 'repeat' ? null : written(TRUTH),
      mine: way === 'asked' ? written(REFUSAL, true) : written(TRUTH)
    })),
    bits: { base: 0.1, bare: 0.2, reply: 1, tuned: 0.3 }
  })),
  finish: { wording: 'End it: {text}', template: { before: [OPEN, END], after: [CLOSE] } },
  word: { word: 'poem', request: 'Say poem.', template: { before: [OPEN, 50, CLOSE], after: [] } },
  rates: Object.fromEntries(WAYS.map((way) => [way, rate])),
  declined: rate,
  words: rate,
  more: 720
} as unknown as AlignmentStart;

interface Call {
  ids: number[];
  decoding: { method: string; seed: number; maxTokens: number };
  n?: number;
}

/** What a model writes of what it is asked. */
type Writes = (call: Call, sample: number) => number[];
const goesOn: Writes = ({ ids }) => {
  const last = ids.findLast((id) => id >= 100)!;
  return PASSAGE.slice(last - 100 + 1);
};
const declinesAll: Writes = ({ ids, ...call }, at) =>
  ids.includes(OPEN) && ids.at(-1) === CLOSE ? REFUSAL : goesOn({ ids, ...call }, at);

const modelThat = (name: string) => {
  const state = { writes: (name === 'base' ? goesOn : declinesAll) as Writes, stopped: 'length' };
  return {
    state,
    status: 'ready',
    model: null,
    shared: [],
    files: { loaded: 0, total: 0 },
    load: vi.fn(() => Promise.resolve()),
    complete: vi.fn((call: Call, onToken?: (sample: number, token: object, text: string) => void) =>
      Promise.resolve(
        Array.from({ length: call.n ?? 1 }, (_, sample) => {
          let text = '';
          const tokens = state
            .writes(call, sample)
            .slice(0, call.decoding.maxTokens)
            .map((id) => {
              const token = { id, text: textOf(id) };
              text += token.text;
              onToken?.(sample, token, text);
              return token;
            });
          return { tokens, text, stopped: state.stopped };
        })
      )
    ),
    stop: vi.fn(),
    cancelLoad: vi.fn(),
    dispose: vi.fn()
  };
};
const corpus = {
  status: 'ready',
  progress: { loaded: 0, total: 0 },
  load: vi.fn(() => Promise.resolve()),
  spans: vi.fn((ids: number[]) =>
    Promise.resolve([{ kind: 'verbatim', start: 0, end: ids.length, copies: 64, sources: [] }])
  ),
  abort: vi.fn(),
  dispose: vi.fn()
};
let lms: Record<'base' | 'mine', ReturnType<typeof modelThat>>;
let session: Session;
beforeEach(() => {
  vi.clearAllMocks();
  lms = { base: modelThat('base'), mine: modelThat('mine') };
  session = new Session(
    start,
    lms as unknown as Record<'base' | 'mine', LanguageModel>,
    corpus as unknown as Corpus,
    7
  );
});
const mine = () => session.sides.mine.written!;
const text = (ids: readonly number[]) => ids.map(textOf).join('');
const askedOf = (which: 'base' | 'mine', at = 0) => lms[which].complete.mock.calls[at]![0];

test('begins with what was recorded, and runs nothing', () => {
  expect(session.sides.mine).toMatchObject({ origin: 'recorded', written: { declined: true } });
  expect(session.sides.base).toMatchObject({ origin: 'recorded', written: { comes: true } });
  expect(session.isUsual).toBe(true);
  expect(lms.base.load).not.toHaveBeenCalled();
});

test('asks both models the same, and says that it came as recorded', async () => {
  await session.run();
  const request = [OPEN, ...PASSAGE.slice(0, GIVEN), CLOSE];
  expect(askedOf('base').ids).toEqual(request);
  expect(askedOf('mine').ids).toEqual(request);
  expect(session.sides.mine).toMatchObject({ origin: 'live', written: { declined: true, comes: false } });
  expect(session.sides.base).toMatchObject({ origin: 'live', written: { comes: true, declined: false } });
  expect(session.outcome).toBe('Your browser’s copy wrote what we recorded, word for word.');
  expect(session.isUsual).toBe(false);
});

test.each([
  ['bare', PASSAGE.slice(0, GIVEN)],
  ['prefill', [OPEN, ...PASSAGE.slice(0, GIVEN), CLOSE, ...PASSAGE.slice(0, GIVEN)]],
  ['tuned', [OPEN, ...PASSAGE.slice(0, GIVEN), CLOSE]]
] as const)('%s: what the model is given', async (way, ids) => {
  lms.mine.state.writes = goesOn;
  session.choose({ way });
  await session.run();
  expect(askedOf('mine').ids).toEqual(ids);
  expect(askedOf('base').ids).toEqual(PASSAGE.slice(0, GIVEN));
  expect(lms.mine.load).toHaveBeenCalledWith(start.models[way === 'tuned' ? 'tuned' : 'assistant']);
  expect(mine().comes).toBe(true);
  expect(mine().spans).toHaveLength(1);
});

test('in pieces: each request gives the last tokens, and a refusal ends it', async () => {
  lms.mine.state.writes = goesOn;
  session.choose({ way: 'pieces' });
  await session.run();
  expect(lms.mine.complete).toHaveBeenCalledTimes(ASKED / PIECE);
  expect(askedOf('mine', 1).ids).toEqual([
    ...[OPEN, END],
    ...PASSAGE.slice(GIVEN + PIECE - SHOWN, GIVEN + PIECE),
    CLOSE
  ]);
  expect(mine()).toMatchObject({ comes: true, pieces: TRUTH.map(textOf) });

  lms.mine.state.writes = (call, at) => (call.ids.includes(PASSAGE[GIVEN]!) ? REFUSAL : goesOn(call, at));
  await session.run();
  expect(mine()).toMatchObject({ comes: false, declined: false, pieces: TRUTH.slice(0, PIECE).map(textOf) });

  lms.mine.state.writes = () => REFUSAL;
  await session.run();
  expect(mine()).toMatchObject({ comes: false, declined: true, pieces: REFUSAL.map(textOf) });
});

test('many replies: one with the passage is enough, each drawn with a seed of its own', async () => {
  session.choose({ way: 'samples' });
  lms.mine.state.writes = ({ decoding }, at) => (decoding.seed + at === 7 + 13 ? TRUTH : REFUSAL);
  await session.run();
  expect(lms.mine.complete).toHaveBeenCalledTimes(2);
  expect(mine()).toMatchObject({ came: 1, drawn: 2 * AT_ONCE, comes: true });
  expect(session.outcome).toMatch(/by chance/);

  lms.mine.complete.mockClear();
  lms.mine.state.writes = () => REFUSAL;
  await session.run();
  expect(lms.mine.complete).toHaveBeenCalledTimes(SAMPLES / AT_ONCE);
  expect(mine()).toMatchObject({ came: 0, drawn: SAMPLES, comes: false, declined: true });
  const seeds = lms.mine.complete.mock.calls.map(([{ decoding }]) => decoding.seed);
  expect(new Set(seeds).size).toBe(seeds.length);
});

test('a word for ever is asked of the assistant alone, until its window is full', async () => {
  session.choose({ way: 'repeat' });
  expect(session.sides.base).toBeNull();
  lms.mine.state.writes = () => Array.from({ length: 300 }, () => 150);
  await session.run();
  expect(lms.base.complete).not.toHaveBeenCalled();
  expect(lms.base.load).not.toHaveBeenCalled();
  expect(mine().pieces).toHaveLength(256 - 1 - 3);
});

test('what ran stands by the question that it belongs to', async () => {
  lms.mine.state.writes = () => [120, 121];
  await session.run();
  session.choose({ passage: 'p2' });
  expect(session.sides.mine.origin).toBe('recorded');
  session.choose({ passage: 'p1' });
  expect(session.sides.mine).toMatchObject({ origin: 'live', written: { comes: false, declined: false } });
  // The model beneath is given the opening alone in all ways but one.
  session.choose({ way: 'bare' });
  await session.run();
  session.choose({ way: 'prefill' });
  expect(session.sides.base!.origin).toBe('live');
  expect(session.sides.mine.origin).toBe('recorded');
  session.reset();
  expect(session.sides.mine.origin).toBe('recorded');
  expect(session.isUsual).toBe(true);
});

test('what fails is said, and tried again', async () => {
  lms.mine.load.mockRejectedValueOnce(new LmError('network', 'The language model did not arrive.'));
  await session.run();
  expect(session.trouble).toBe('The language model did not arrive.');
  expect(session.busy).toBe(false);
  await session.again();
  expect(session.trouble).toBeNull();
  expect(session.sides.mine.origin).toBe('live');
});

test('stopped, it keeps what was written and says so', async () => {
  let go!: () => void;
  lms.mine.complete.mockImplementationOnce(async (call, onToken) => {
    onToken?.(0, { id: 100 }, ' w100');
    await new Promise<void>((resolve) => (go = resolve));
    return [{ tokens: [], text: '', stopped: 'user' }];
  });
  const running = session.run();
  await vi.waitFor(() => expect(mine().pieces).toHaveLength(1));
  expect(session.sides.mine.origin).toBe('live, writing');
  session.stop();
  go();
  await running;
  expect(session.sides.mine).toMatchObject({ origin: 'live, stopped', written: { pieces: [' w100'] } });
  expect(session.outcome).toBe('Stopped.');
  expect(lms.mine.stop).toHaveBeenCalled();
  expect(corpus.abort).toHaveBeenCalled();
});

test('a link restores the question, and what it cannot use it says', () => {
  session.read('#v=1&passage=p2&way=pieces');
  expect(session.settings).toEqual({ passage: 'p2', way: 'pieces' });
  expect(session.fragment).toBe('v=1&passage=p2&way=pieces');
  session.read('#v=1&passage=p7');
  expect(session.complaints).toHaveLength(1);
});
