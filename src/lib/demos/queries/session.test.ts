import { beforeEach, expect, test, vi } from 'vitest';
import { LmError, type LanguageModel } from '#lib/lm/client.svelte.ts';
import type { FileEntry, ModelEntry } from '#lib/release/manifest.ts';
import type { Passage } from '#lib/release/passages.ts';
import type { Tokenizer } from '#lib/release/tokenizer.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { ASKED_ABOUT, placeOf } from './drawings.ts';
import { Session } from './session.svelte.ts';
import type { Kept } from './keep.ts';
import type { Rows, Start } from './start.ts';

live.ready = true;

const model = (id: string, parameters: number, data: string) =>
  ({
    id,
    label: id,
    parameters,
    data,
    dtypes: ['q8'],
    path: id,
    files: [{ path: 'x/tokenizer.json', bytes: 1, sha256: 'x' }]
  }) as unknown as ModelEntry;
const file: FileEntry = { path: 'x', bytes: 7, sha256: '' };
const ids = Array.from({ length: 8 }, (_, i) => i);
const passage = (id: string, copies: number) =>
  ({ id, condition: 'exact', copies, token_ids: ids, text: '' }) as unknown as Passage;
const rows = (shift = 0): Rows => ({
  matched: [
    [0, 1],
    [4, 2, 4]
  ],
  all: [
    [-50, -60],
    [-1 + shift, -6 + shift, -12 + shift]
  ],
  cut: [
    [-45, -Infinity],
    [-0.5 + shift, -5 + shift, -10 + shift]
  ]
});
const usual = { model: 'large', copies: 16, passage: 'b', n: 1000, p: 0.5, temperature: 1, topK: 40 };
const start: Start = {
  release: 'r',
  models: [model('small', 1, 'raw'), model('large', 9, 'raw'), model('twin', 9, 'dedup')],
  files: { passages: file, tokenizer: file },
  given: 4,
  asked: 4,
  rungs: [
    { copies: 0, passages: ['x', 'y'] },
    { copies: 16, passages: ['a', 'b', 'c'] }
  ],
  rows: { small: rows(-9), large: rows(), twin: rows(-30) },
  recorded: {
    model: 'small',
    drawings: [{ temperature: 0.25, topK: 40 }],
    rungs: [
      [[-70], [-80]],
      [[-2], [-3], [-Infinity]]
    ]
  },
  first: ['x', 'b'],
  texts: ['x', 'b'].map((id) => ({
    id,
    ids: ids.slice(0, 4),
    truth: ids.slice(4),
    given: 'once upon',
    pieces: [' a', ' time', ' there', ' was']
  })),
  examples: [
    { label: 'missed', state: usual },
    { label: 'unread', state: { ...usual, copies: 0, passage: 'x' } }
  ],
  published: []
};

const lm = {
  status: 'idle',
  load: vi.fn<LanguageModel['load']>(),
  surprise: vi.fn<LanguageModel['surprise']>(),
  draw: vi.fn<LanguageModel['draw']>(),
  stop: vi.fn(),
  cancelLoad: vi.fn(),
  dispose: vi.fn()
};
const tokenizer = {
  decode: (list: readonly number[]) => list.join(' '),
  piece: String
} as unknown as Tokenizer;
const kept = new Map<string, Kept>();
const sources = {
  keeper: {
    get: (name: string) => Promise.resolve(structuredClone(kept.get(name)) ?? null),
    set: (name: string, found: Kept) => Promise.resolve(!!kept.set(name, structuredClone(found))),
    forget: (name: string) => Promise.resolve(void kept.delete(name))
  },
  passages: vi.fn<() => Promise<Passage[]>>(),
  tokenizer: vi.fn<() => Promise<Tokenizer>>()
};

let session: Session;
beforeEach(() => {
  vi.resetAllMocks();
  kept.clear();
  sources.passages.mockResolvedValue([
    ...['x', 'y'].map((id) => passage(id, 0)),
    ...['a', 'b', 'c'].map((id) => passage(id, 16))
  ]);
  sources.tokenizer.mockResolvedValue(tokenizer);
  session = new Session(start, lm as unknown as LanguageModel, sources);
});

/** What a model answers that is asked about so many texts: as published at temperature 1, and surer below. */
const answers = (shift = 0) => {
  lm.surprise.mockImplementation((texts) =>
    Promise.resolve(
      texts.map((_, at) =>
        ASKED_ABOUT.map(
          ({ temperature, topK }) => rows(shift)[topK === 0 ? 'all' : 'cut'][1]![at]! * temperature
        )
      )
    )
  );
};

test('before any click it says what was published: of the group, and of a passage that greedy decoding misses', () => {
  expect(session.found).toMatch(
    /^Of 3 passages read 16 times, greedy decoding gives two; in 1,000 tries each, two come/
  );
  expect(session.chance).toMatch(
    /^Greedy decoding misses: it goes wrong at token 3 of 4\. One try gives it with/
  );
  expect(session.ranked.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect([session.origin, session.isUsual, session.example]).toEqual(['recorded', true, 0]);
  expect(session.text?.given).toBe('once upon');
});

test('more tries bring more of the passages, a smaller model fewer, and its twin none', () => {
  session.set({ n: 1_000_000 });
  expect(session.found).toContain('three come');
  session.resize(0);
  expect([session.model.id, session.size]).toEqual(['small', 0]);
  expect(session.found).toContain('two come');
  session.resize(1);
  expect(session.twin?.id).toBe('twin');
  session.set({ model: 'twin' });
  expect(session.found).toMatch(/read once, and by its sibling 16 times.*none come/);
  expect([session.twin?.id, session.size]).toEqual(['large', 1]);
  session.resize(0);
  expect(session.model.id).toBe('small');
});

test('with the likeliest token alone a try is what greedy decoding gives, at any temperature', () => {
  session.set({ topK: 1, temperature: 2, n: 1 });
  expect(session.found).toContain('greedy decoding gives two; in one try, two come');
  expect(session.chance).toBe('Greedy decoding misses: it goes wrong at token 3 of 4.');
  expect(session.origin).toBe('recorded');
});

test('of another way of drawing nothing is said until the model is asked, which answers for all of them', async () => {
  answers();
  session.set({ temperature: 0.5 });
  expect([session.logprobs, session.origin]).toEqual([null, null]);
  expect(session.found).toBe('Of 3 passages read 16 times, greedy decoding gives two.');
  expect(session.chance).toContain('was not recorded: ask the model.');
  expect(session.logprobsOf('small', 1)).toBeNull();
  await session.ask();
  expect(lm.load).toHaveBeenCalledWith(start.models[1]);
  expect(lm.surprise).toHaveBeenCalledWith([ids, ids, ids], { from: 4, drawings: ASKED_ABOUT });
  expect(session.logprobs).toEqual([-0.25, -2.5, -5]);
  expect(session.origin).toBe('live');
  expect(session.outcome).toContain('your browser’s numbers are those that we recorded.');
  session.set({ temperature: 2, topK: 0 });
  expect(session.logprobs).toEqual([-2, -12, -24]);
  // Of a model that was not asked, still nothing.
  expect(session.logprobsOf('small', 1)).toBeNull();
  session.set({ copies: 0 });
  expect(session.logprobs).toBeNull();
  session.set({ copies: 16, temperature: 1 });
  expect([session.origin, session.isUsual]).toEqual(['recorded', false]);
  session.reset();
  expect(session.isUsual).toBe(true);
});

test('what was recorded at another temperature is shown as recorded, of the model and the cut that it was recorded of', () => {
  session.set({ model: 'small', temperature: 0.25 });
  expect([session.logprobs, session.origin]).toEqual([[-2, -3, -Infinity], 'recorded']);
  expect(session.found).toContain('in 1,000 tries each, two come');
  session.set({ topK: 100 });
  expect([session.logprobs, session.origin]).toEqual([null, null]);
  session.set({ topK: 40, model: 'large' });
  expect(session.logprobs).toBeNull();
});

test('what was asked and drawn is there on the next visit, until all is taken back', async () => {
  answers();
  lm.draw.mockImplementation(({ prompts }) =>
    Promise.resolve(prompts.map((prompt) => ({ ids: [...prompt, 4, 5], logprobs: [] })))
  );
  session.set({ temperature: 0.5 });
  await session.ask();
  await session.draw();
  const { drawn, logprobs } = session;
  await vi.waitFor(() => expect(session.keeps).toBe(true));

  const later = new Session(start, lm as unknown as LanguageModel, sources);
  await later.restore();
  expect([later.isUsual, later.origin, later.keeps]).toEqual([false, 'recorded', true]);
  later.set({ temperature: 0.5 });
  expect([later.logprobs, later.drawn, later.origin]).toEqual([logprobs, drawn, 'live']);
  later.reset();
  expect(later.keeps).toBe(false);
  const last = new Session(start, lm as unknown as LanguageModel, sources);
  await last.restore();
  expect(last.isUsual).toBe(true);
});

test('where the browser finds other numbers than were recorded, it says so', async () => {
  answers(-0.05);
  await session.ask();
  expect(session.outcome).toContain('differ from those that we recorded.');
  expect(placeOf({ temperature: 1, topK: 0 })).toBeGreaterThanOrEqual(0);
});

test('samples are drawn 16 at once, to as many as there are tries; hits are counted, and the best is kept', async () => {
  session.set({ n: 100 });
  expect(session.goal).toBe(100);
  lm.draw.mockImplementation(({ prompts, seed }) =>
    Promise.resolve(
      prompts.map((prompt, i) => ({
        ids: [...prompt, ...(seed + i === 40 ? [4, 5, 6, 7] : seed + i === 3 ? [4, 5, 6, 9] : [4, 9])],
        logprobs: []
      }))
    )
  );
  await session.draw();
  expect(lm.draw.mock.calls.map(([{ prompts, seed }]) => [prompts.length, seed])).toEqual([
    ...[0, 16, 32, 48, 64, 80].map((seed) => [16, seed]),
    [4, 96]
  ]);
  expect(lm.draw.mock.calls[0]![0]).toMatchObject({
    prompts: Array(16).fill([0, 1, 2, 3]),
    tokens: 8,
    topK: 40,
    temperature: 1
  });
  expect(session.drawn).toEqual({ drawn: 100, hits: 1, furthest: 4, best: ['4', '5', '6', '7'] });
  expect(session.tally).toMatch(/^1 of 100 is the passage/);
  await session.draw();
  expect(session.drawn).toMatchObject({ drawn: 200, hits: 1 });
  session.set({ topK: 0 });
  expect(session.drawn).toBeNull();
  session.set({ topK: 40 });
  expect(session.drawn).toMatchObject({ drawn: 200 });
});

test('a press draws 256 samples at most', () => {
  session.set({ n: 1_000_000 });
  expect(session.goal).toBe(256);
});

test('what is stopped keeps what was drawn; what asks and is stopped keeps nothing', async () => {
  let calls = 0;
  lm.draw.mockImplementation(({ prompts }) => {
    if (++calls === 3) session.stop();
    return Promise.resolve(
      calls === 3 ? null : prompts.map((prompt) => ({ ids: [...prompt], logprobs: [] }))
    );
  });
  await session.draw();
  expect(session.drawn).toMatchObject({ drawn: 32, hits: 0, furthest: 0 });
  expect([session.work, session.outcome]).toEqual([null, 'Stopped.']);
  lm.surprise.mockImplementation(() => {
    session.stop();
    return Promise.resolve(null);
  });
  await session.ask();
  session.set({ temperature: 0.5 });
  expect(session.logprobs).toBeNull();
  expect(session.outcome).toBe('');
});

test('another passage has its words loaded; where they do not come, that is said, and can be tried again', async () => {
  sources.passages.mockRejectedValueOnce(new Error('The list did not arrive.'));
  session.set({ passage: 'c' });
  expect(session.text).toBeNull();
  await vi.waitFor(() => expect(session.trouble).toBe('The list did not arrive.'));
  void session.again();
  await vi.waitFor(() => expect(session.text?.given).toBe('0 1 2 3'));
  expect([session.trouble, session.text?.truth]).toEqual([null, [4, 5, 6, 7]]);
});

test('a link that is read before the page is alive has the words of its passage loaded too', async () => {
  live.ready = false;
  try {
    session.read('#v=1&passage=c');
  } finally {
    live.ready = true;
  }
  expect(session.text).toBeNull();
  await vi.waitFor(() => expect(session.text?.given).toBe('0 1 2 3'));
});

test('a load that fails is told; one that was called off is not', async () => {
  lm.load.mockRejectedValueOnce(new LmError('http', 'The model did not arrive.'));
  await session.ask();
  expect(session.trouble).toBe('The model did not arrive.');
  lm.load.mockRejectedValueOnce(new LmError('aborted', 'Called off.'));
  await session.draw();
  expect(session.trouble).toBeNull();
});

test('where one of two loads fails, the other ends: it could not be stopped any more', async () => {
  lm.load.mockReturnValue(new Promise(() => {}));
  sources.passages.mockRejectedValueOnce(new Error('No words.'));
  await session.ask();
  expect([session.trouble, session.work, lm.cancelLoad.mock.calls.length]).toEqual(['No words.', null, 1]);
  sources.tokenizer.mockRejectedValueOnce(new Error('No letters.'));
  await session.draw();
  expect([session.trouble, lm.cancelLoad.mock.calls.length]).toEqual(['No letters.', 2]);
});

test('reads a link, names what it cannot use, and begins with an example', () => {
  session.read('#v=1&copies=0&n=10&topK=7');
  expect(session.state).toEqual({ ...usual, copies: 0, passage: 'x', n: 10 });
  expect(session.complaints).toEqual(['“topK” cannot be “7”; its usual value is used.']);
  expect(session.example).toBe(-1);
  session.begin(1);
  expect([session.example, session.state.n, session.wasRead]).toEqual([1, 1000, false]);
  session.reset();
  expect([session.isUsual, session.complaints]).toEqual([true, []]);
});
