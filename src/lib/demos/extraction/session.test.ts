import { beforeEach, expect, test, vi } from 'vitest';
import type { LanguageModel } from '#lib/lm/client.svelte.ts';
import { LmError } from '#lib/lm/client.svelte.ts';
import type { Draw, Drawn } from '#lib/lm/many.ts';
import type { Attack } from '#lib/release/extraction.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import type { Tokenizer } from '#lib/release/tokenizer.ts';
import { ACCUSATIONS, hitsOf, openedOf, ORDERS, plotOf, samplesOf } from './attack.ts';
import type { Keeper } from '#lib/demos/keep.ts';
import type { Kept } from './keep.ts';
import { BATCH, Session, TOKENS, type Sources } from './session.svelte.ts';
import type { ExtractionStart } from './start.ts';

// Made-up tokens, each a word; a model that writes a passage at every third sample; a corpus that knows it.
const word = (id: number) => ` w${id}`;
const range = (from: number, length: number) => Array.from({ length }, (_, i) => from + i);
const decode = (ids: readonly number[]) => ids.map(word).join('');
const PASSAGE = range(9000, 40);
const tokenizer = {
  encode: (text: string) => (text.match(/\d+/g) ?? []).map(Number),
  decode,
  piece: word
} as unknown as Tokenizer;

const N = 30;
const isCopy = (at: number) => at % 3 === 0;
const ATTACK: Attack = {
  ...{ release: 'test', model: 'large', copy: 32 },
  models: {
    large: { id: 'large', sha256: '' },
    medium: { id: 'medium', sha256: '' },
    small: { id: 'small', sha256: '' }
  },
  decoding: { strategy: 'top', top_k: 40, tokens: 128 },
  samples: {
    tokens: range(0, N).map(() => 40),
    own: range(0, N).map((at) => (isCopy(at) ? 0.1 : 2)),
    window: range(0, N).map((at) => (isCopy(at) ? 0.1 : 2)),
    zlib: range(0, N).map(() => 100),
    ...{
      small: range(0, N).map(() => 3),
      medium: range(0, N).map(() => 3),
      lowercase: range(0, N).map(() => 4)
    }
  },
  inspected: Object.fromEntries(
    ORDERS.map((order) => [
      order,
      order === 'unranked'
        ? range(0, N)
        : range(0, N).toSorted((a, b) => Number(isCopy(b)) - Number(isCopy(a)) || a - b)
    ])
  ),
  copies: range(0, N)
    .filter(isCopy)
    .map((at) => ({ at, spans: [[0, 40]], documents: 16, from: ['p1'] })),
  texts: Object.fromEntries(range(0, N).map((at) => [at, range(100 * at, 40)])),
  prompts: range(0, 5).map((i) => range(7000 + 10 * i, 10))
};
const samples = samplesOf(ATTACK, decode);

const entry = (id: string, parameters: number, data = 'raw') =>
  ({ id, label: id, parameters, data, path: `r/${id}`, dtypes: ['q8'], files: [] }) as never as ModelEntry;
const ALL = [entry('small', 1), entry('medium', 2), entry('large', 3)];
const file = (path: string) => ({ path, bytes: 1, sha256: '' });
const START: ExtractionStart = {
  release: 'test',
  models: ALL.slice(1),
  all: ALL,
  state: { model: 'large', strategy: 'top', samples: 128, seed: 1, x: 'own', y: 'zlib', rank: 'zlib' },
  recorded: {
    ...{ model: 'large', strategy: 'top', samples: N, tokens: 128, topK: 40 },
    plot: plotOf(samples, 'own', 'zlib', true),
    opened: openedOf(samples, [{ ids: ['p1', 'p2'] }]),
    hits: ORDERS.map((order) => hitsOf(samples, order, ATTACK.inspected[order]!)),
    shown: [{ pieces: ['one'], spans: [[0, 1]], documents: 16, from: ['p1'] }]
  },
  ladder: [
    { copies: 0, ids: ['p2'] },
    { copies: 16, ids: ['p1'] }
  ],
  recited: { large: ['p1', 'p2'], medium: [] },
  given: 32,
  files: { attack: file('attack'), tokenizer: file('tokenizer'), tokens: file('t'), documents: file('d') }
};

const kept = new Map<string, Kept>();
const keeper: Keeper<Kept> = {
  get: (name) => Promise.resolve(structuredClone(kept.get(name)) ?? null),
  set: (name, run) => Promise.resolve(!!kept.set(name, structuredClone(run))),
  forget: (name) => Promise.resolve(void kept.delete(name))
};

/** `hold`: a batch waits until it is stopped. */
function fakeModel() {
  let release: (() => void) | null = null;
  const lm = {
    ...{ status: 'idle', model: null, files: { loaded: 0, total: 0 }, shared: [], hold: false },
    draws: [] as Draw[],
    load: vi.fn((_: ModelEntry) => Promise.resolve()),
    stop: vi.fn(() => release?.()),
    cancelLoad: vi.fn(),
    dispose: vi.fn(),
    async draw(draw: Draw, step: (tokens: number) => void): Promise<Drawn[] | null> {
      lm.draws.push(draw);
      step(64);
      if (lm.hold) {
        await new Promise<void>((resolve) => (release = resolve));
        return null;
      }
      return draw.prompts.map((prompt, i) => {
        const at = draw.seed - 65536 + i;
        const ids = [...prompt, ...(at % 3 === 0 ? PASSAGE : range(100 * at, 40))];
        return { ids, logprobs: ids.map(() => (at % 3 === 0 ? -0.1 : -2)) };
      });
    },
    surprise: (texts: number[][]) => Promise.resolve(texts.map((ids) => ids.map(() => -3)))
  };
  return lm;
}

let lms: ReturnType<typeof fakeModel>[];
const corpus = {
  ...{ status: 'idle', progress: { loaded: 0, total: 0 } },
  load: vi.fn(() => Promise.resolve()),
  dispose: vi.fn(),
  abort: vi.fn(),
  copied: vi.fn((ids: readonly number[], min: number) =>
    Promise.resolve(
      ids.includes(PASSAGE[0]!) && min === 32
        ? { spans: [[0, 40]] as [number, number][], documents: 16, from: ['p1'] }
        : null
    )
  )
};
const attack = vi.fn(() => Promise.resolve(ATTACK));

function session(start = START, sources: Partial<Sources> = {}) {
  lms = [];
  return new Session(start, {
    attack,
    tokenizer: () => Promise.resolve(tokenizer),
    corpus: () => corpus as never,
    keeper,
    model: () => {
      const lm = fakeModel();
      lms.push(lm);
      return lm as never as LanguageModel;
    },
    ...sources
  });
}

beforeEach(() => {
  kept.clear();
  vi.clearAllMocks();
});

test('begins with what was recorded, open, and fetches nothing', () => {
  const it = session();
  expect(it.recorded).toBe(true);
  expect(it.count).toBe(N);
  expect(it.told!.copies).toBe(10);
  expect(it.hits).toEqual(START.recorded.hits);
  expect(it.list(100)).toHaveLength(1);
  expect(it.list(100)[0]!.spans[0]).toMatchObject({ kind: 'verbatim', start: 0, end: 1 });
  expect(attack).not.toHaveBeenCalled();
  expect(it.changed).toBe(false);
});

test('another ranking or axis of the recorded samples fetches them', async () => {
  const it = session();
  await it.ask({ rank: 'unranked' });
  expect(attack).toHaveBeenCalledTimes(1);
  expect(it.list(100).map(({ at }) => at)).toEqual(range(0, N));
  await it.ask({ x: 'window' });
  expect(it.plot!.x.axis).toBe('window');
  expect(attack).toHaveBeenCalledTimes(1);
});

test('a fetch that fails says why, and can be tried again', async () => {
  const failing = vi.fn(() => Promise.reject(new Error('The network is away.')));
  const it = session(START, { attack: failing });
  await it.ask({ rank: 'unranked' });
  expect(it.trouble).toBe('The network is away.');
  expect(it.list(100)).toHaveLength(1);
  expect(it.listed).toBe(false);
  failing.mockImplementation(() => Promise.resolve(ATTACK) as never);
  await it.retry();
  expect(it.trouble).toBeNull();
  expect(it.listed).toBe(true);
});

test('what was pressed happens when its fetch is tried again: the corpus closes', async () => {
  const failing = vi.fn(() => Promise.reject(new Error('The network is away.')));
  const it = session(START, { attack: failing });
  await it.close();
  expect([it.trouble, it.opened]).toEqual(['The network is away.', true]);
  failing.mockImplementation(() => Promise.resolve(ATTACK) as never);
  await it.retry();
  expect([it.trouble, it.opened]).toEqual([null, false]);
});

test('the reader closes the corpus, accuses twenty, and is judged beside every ranking', async () => {
  const it = session();
  await it.close();
  expect(it.opened).toBe(false);
  expect(it.told).toBeNull();
  expect(it.list(100).every(({ spans, documents }) => spans.length === 0 && documents === null)).toBe(true);
  expect(it.plot!.cells.every(({ marked }) => marked === null)).toBe(true);
  for (const at of range(0, ACCUSATIONS - 1)) it.accuse(at);
  await it.open();
  expect(it.opened).toBe(false);
  it.accuse(0);
  it.accuse(0);
  it.accuse(ACCUSATIONS - 1);
  expect(it.canOpen).toBe(true);
  await it.open();
  // Seven of the first twenty are copies: 0, 3, … 18.
  expect(it.own).toEqual({ inspected: ACCUSATIONS, copies: 7 });
  expect(it.hits!.find(({ order }) => order === 'zlib')).toEqual({
    order: 'zlib',
    inspected: 20,
    copies: 10
  });
  it.accuse(1);
  expect(it.accused.length).toBe(ACCUSATIONS);
});

test('samples are drawn batch by batch, scored, kept, looked up and told', async () => {
  const it = session();
  await it.sample();
  expect(it.trouble).toBeNull();
  const [large, medium, small] = lms;
  expect(large!.load).toHaveBeenCalledWith(ALL[2]);
  expect(medium!.load).toHaveBeenCalledWith(ALL[1]);
  expect(small!.load).toHaveBeenCalledWith(ALL[0]);
  expect(large!.draws.map(({ seed, prompts, tokens }) => [seed, prompts.length, tokens])).toEqual(
    range(0, 128 / BATCH).map((i) => [65536 + i * BATCH, BATCH, TOKENS])
  );
  expect(it.count).toBe(128);
  expect(it.complete).toBe(true);
  expect(it.opened).toBe(false);
  expect(it.told).toBeNull();
  expect(it.samples![3]!.surprise).toMatchObject({
    own: expect.closeTo(0.1, 6),
    small: 3,
    medium: 3,
    lowercase: 3
  });
  expect(kept.size).toBe(1);
  // All copies are one passage: of repeats one is left.
  const ranking = it.list(100).map(({ at }) => at);
  expect(ranking[0]).toBe(0);
  expect(ranking.filter((at) => at % 3 === 0)).toEqual([0]);
  for (const at of range(0, ACCUSATIONS)) it.accuse(at);
  await it.open();
  expect(corpus.copied).toHaveBeenCalledTimes(128);
  expect(it.told!.copies).toBe(43);
  expect(it.told!.seen).toEqual({ finds: 43, kinds: 1, once: 0, twice: 0 });
  expect(it.own).toEqual({ inspected: 20, copies: 7 });
  expect(it.list(100)[0]!.spans[0]).toMatchObject({ kind: 'verbatim', start: 0, end: 40 });
});

test('paused, it loses the batch under way; it goes on where it was, also on another visit', async () => {
  const it = session();
  await it.ask({ samples: 256 });
  const [large] = lms;
  const whole = large!.draw;
  large!.draw = (draw, step) => {
    large!.hold = large!.draws.length === 2;
    return whole(draw, step);
  };
  const going = it.sample();
  await vi.waitFor(() => expect(large!.draws).toHaveLength(3));
  expect(it.count).toBe(2 * BATCH);
  expect(it.left).toBeGreaterThanOrEqual(0);
  it.pause();
  await going;
  expect(it.sampling).toBe(false);
  expect(it.count).toBe(2 * BATCH);
  it.accuse(5);
  await vi.waitFor(() => expect([...kept.values()][0]!.accused).toEqual([5]));

  const later = session();
  expect(await later.restore()).toBe(true);
  expect(later.run!.origin).toBe('live');
  expect(later.samples).toEqual(it.samples);
  expect([...later.accused]).toEqual([5]);
  expect(later.opened).toBe(false);
  await later.ask({ samples: 128 });
  await later.sample();
  expect(lms[0]!.draws[0]!.seed).toBe(65536 + 2 * BATCH);
  expect(later.count).toBe(128);
  later.reset();
  expect(later.recorded).toBe(true);
  await vi.waitFor(() => expect(kept.size).toBe(0));
});

test('a link to another seed shows what was kept of it, and a press goes on with that', async () => {
  const it = session();
  await it.ask({ seed: 5, samples: 128 });
  await it.sample();
  expect(kept.size).toBe(1);

  const later = session();
  const mounted = later.restore();
  const asked = later.read('#v=1&model=large&seed=5&samples=256');
  await later.sample();
  await Promise.all([mounted, asked]);
  expect(later.run).toMatchObject({ origin: 'live', seed: 5 });
  expect(later.count).toBe(256);
  expect(lms[0]!.draws[0]!.seed).toBe(5 * 65536 + 128);
});

test('looking up can be called off, and the corpus stays closed', async () => {
  const it = session();
  await it.ask({ samples: 128 });
  await it.sample();
  for (let at = 0; at < ACCUSATIONS; at++) it.accuse(at);
  corpus.copied.mockReturnValueOnce(new Promise(() => {}) as never);
  void it.open();
  await vi.waitFor(() => expect(corpus.copied).toHaveBeenCalled());
  it.pause();
  expect([it.busy, it.opened, it.lookedUp]).toEqual([false, false, null]);
  expect(corpus.abort).toHaveBeenCalled();
});

test('other samplings: prompts come from addresses, and the temperature falls', async () => {
  const it = session();
  await it.ask({ strategy: 'prompts' });
  expect(it.run).toBeNull();
  expect(it.list(100)).toEqual([]);
  await it.sample();
  expect(lms[0]!.draws[0]!.prompts[6]).toEqual(ATTACK.prompts[1]);
  await it.ask({ strategy: 'decay' });
  expect(it.run).toBeNull();
  await it.sample();
  expect(lms[0]!.draws.at(-1)!.decay).toEqual({ from: 10, over: 20 });
  await it.ask({ strategy: 'top' });
  expect(it.recorded).toBe(true);
  // What was drawn before is kept under its own name.
  await it.ask({ strategy: 'prompts' });
  expect(it.run!.origin).toBe('live');
  expect(it.count).toBe(128);
});

test('the next smaller of two models is both references', async () => {
  const it = session();
  await it.ask({ model: 'medium' });
  await it.sample();
  expect(lms[2]!.load).not.toHaveBeenCalled();
  expect(it.samples![0]!.surprise).toMatchObject({ small: 3, medium: 3 });
});

test('a model that fails is told of; a download that is called off is not', async () => {
  const it = session();
  lms[0]!.load.mockRejectedValueOnce(new LmError('network', 'The model did not come.'));
  await it.sample();
  expect(it.trouble).toBe('The model did not come.');
  expect(it.recorded).toBe(true);
  lms[0]!.load.mockRejectedValueOnce(new LmError('aborted', 'Called off.'));
  await it.sample();
  expect(it.trouble).toBeNull();
  expect(it.sampling).toBe(false);
});

test('a browser that keeps nothing samples all the same', async () => {
  const it = session(START, {
    keeper: {
      get: () => Promise.resolve(null),
      set: () => Promise.resolve(false),
      forget: () => Promise.resolve()
    }
  });
  await it.sample();
  expect(it.keeps).toBe(false);
  expect(it.count).toBe(128);
});
