import { beforeEach, expect, test, vi } from 'vitest';
import { LmError, type LanguageModel } from '#lib/lm/client.svelte.ts';
import { PRESETS } from '#lib/measures/definition.ts';
import type { WorkModel } from '#lib/release/manifest.ts';
import type { Work, WorkResults, WorkRun } from '#lib/release/works.ts';
import { levelsOf, reaching } from './levels.ts';
import { pictureOf } from './picture.ts';
import { judge } from './judged.ts';
import { Session, SPAN, type Sources } from './session.svelte.ts';
import type { WholeWorkStart } from './start.ts';

// Two chapters of made-up tokens, each a word by itself; what was recorded of them, and a model that can be held back.
const word = (id: number) => ` w${id}`;
const range = (from: number, length: number) => Array.from({ length }, (_, i) => from + i);
const work = (id: string, chapter: number, from: number, length: number, copies: number): Work => ({
  ...{ id, chapter, copies, drawn: true },
  token_ids: range(from, length)
});
const LONG = work('long', 47, 0, 400, 64);
const SHORT = work('short', 3, 1000, 200, 0);
const WORKS = [LONG, SHORT];

const run = ({ id, token_ids }: Work, context: number, right: number, rest: number[] = []): WorkRun => ({
  ...{ work: id, context, asked: token_ids.length - context, matched: right, rest },
  ...{
    ended: rest.length === 0 && right < token_ids.length - context,
    exact: 0,
    near_verbatim: 0,
    back: null
  }
});
const positions = ({ id, token_ids }: Work, logprob: number | null) => ({
  ...{ work: id, span: SPAN },
  logprob: token_ids.slice(99).map(() => logprob ?? -99),
  logprob_top_k: token_ids.slice(99).map((_, i) => (i === 7 ? null : logprob))
});
const RESULTS: Record<string, WorkResults> = {
  small: {
    model: 'small',
    runs: [
      run(LONG, 16, 10, [9001, ...range(300, 40)]),
      run(LONG, 8, 392),
      run(SHORT, 16, 0, [9001]),
      run(SHORT, 8, 0)
    ],
    positions: [positions(LONG, Math.log(0.3)), positions(SHORT, null)]
  },
  large: {
    model: 'large',
    runs: [run(LONG, 16, 384), run(SHORT, 16, 1, [9001])],
    positions: [positions(LONG, Math.log(0.95)), positions(SHORT, null)]
  },
  twin: {
    model: 'twin',
    runs: [run(LONG, 16, 2, [9001, 9002]), run(SHORT, 16, 0, [9001])],
    positions: [positions(LONG, null), positions(SHORT, null)]
  }
};
const entry = (id: string, parameters: number, data: 'works' | 'works-dedup') =>
  ({
    id,
    label: `${parameters}M`,
    parameters,
    data,
    path: `r/${id}`,
    dtypes: ['q8'],
    files: []
  }) as never as WorkModel;
const file = (path: string) => ({ path, bytes: 1, sha256: '' });
const levels = (model: string) =>
  Object.fromEntries(RESULTS[model]!.positions.map((row) => [row.work, levelsOf(row)]));
const START: WholeWorkStart = {
  ...{ release: 'test', window: 256, contexts: [8, 16] },
  models: [entry('small', 1, 'works'), entry('large', 6, 'works'), entry('twin', 6, 'works-dedup')],
  coming: [],
  chapters: WORKS.map(({ id, chapter, copies, drawn, token_ids }) => ({
    ...{
      id,
      chapter,
      copies,
      drawn,
      tokens: token_ids.length,
      words: token_ids.length,
      opening: `Chapter ${chapter}`
    }
  })),
  state: {
    model: 'small',
    work: 'long',
    from: 0,
    given: 16,
    threshold: 0.001,
    place: null,
    definition: PRESETS[0]!.definition
  },
  shown: {
    ids: LONG.token_ids,
    pieces: LONG.token_ids.map(word),
    run: RESULTS.small!.runs[0]!,
    rest: RESULTS.small!.runs[0]!.rest.map(word)
  },
  levels: levels('small'),
  reaching: Object.fromEntries(
    Object.keys(RESULTS).map((id) => [
      id,
      Object.fromEntries(Object.entries(levels(id)).map(([work, text]) => [work, reaching(text)]))
    ])
  ),
  files: {
    works: file('works'),
    tokenizer: file('tokenizer'),
    results: { small: file('small'), large: file('large'), twin: file('twin') }
  }
};

/** A model that writes the chapter's next tokens in two parts and waits between them where it is held. */
function fakeModel() {
  let held: (() => void) | null = null;
  const lm = {
    ...{ status: 'idle', model: null, files: { loaded: 0, total: 0 } },
    hold: false,
    asked: [] as { ids: number[]; start: boolean; count: number }[],
    load: vi.fn((_: WorkModel) => Promise.resolve()),
    stop: vi.fn(() => held?.()),
    cancelLoad: vi.fn(),
    dispose: vi.fn(),
    async recite(
      request: { ids: number[]; start: boolean; count: number },
      onTokens: (ids: number[]) => void
    ) {
      lm.asked.push(request);
      const next = request.ids.at(-1)! + 1;
      onTokens(range(next, 5));
      if (lm.hold) {
        await new Promise<void>((resolve) => (held = resolve));
        return 'user';
      }
      onTokens(range(next + 5, request.count - 5));
      return 'length';
    }
  };
  return lm;
}

function make() {
  const lm = fakeModel();
  const asked: string[] = [];
  let broken = false;
  const bring = <T>(path: string, value: T) => {
    asked.push(path);
    return broken ? Promise.reject(new Error('It did not come.')) : Promise.resolve(value);
  };
  const sources: Sources = {
    works: ({ path }) => bring(path, WORKS),
    results: ({ path }) => bring(path, RESULTS[path]!),
    tokenizer: ({ path }) =>
      bring(path, { piece: word, decode: (ids: readonly number[]) => ids.map(word).join('') } as never)
  };
  const session = new Session(START, lm as never as LanguageModel, sources);
  return { session, lm, asked, break: (now: boolean) => (broken = now) };
}

beforeEach(() => void vi.useFakeTimers());

test('the first run stands there whole, with nothing loaded, and grows anew on Go on', async () => {
  const { session, asked, lm } = make();
  expect([session.answered, session.finished, session.isRecorded]).toEqual([true, true, true]);
  expect(session.written.pieces.join('')).toBe(
    [...range(16, 10), 9001, ...range(300, 40)].map(word).join('')
  );
  expect([session.matched, session.slipped, session.asks]).toEqual([10, true, 384]);
  expect(session.stretches).toEqual([
    { at: 0, place: 16, length: 10 },
    { at: 11, place: 300, length: 40 }
  ]);
  expect(session.opening).toBe(range(0, 16).map(word).join(''));
  expect(session.taken!.longest.tokens).toBe(40);
  await session.goOn();
  expect([session.written.ids.length, session.taken]).toEqual([0, null]);
  vi.advanceTimersByTime(100);
  expect(session.written.ids.length).toBeGreaterThan(0);
  expect([session.matched, session.slipped]).toEqual([session.written.ids.length, false]);
  session.player.toEnd();
  expect(session.finished).toBe(true);
  expect([asked, lm.asked]).toEqual([[], []]);
});

test('another chapter, model or length brings its own run, or none; never that of another question', async () => {
  const { session } = make();
  const shown = () => [session.asked?.model, session.asked?.work, session.asked?.given, session.matched];
  const waiting = session.ask({ work: 'short' });
  expect([session.answered, session.written.ids, session.taken]).toEqual([false, [], null]);
  await waiting;
  expect(shown()).toEqual(['small', 'short', 16, 0]);
  expect(session.written.pieces).toEqual([' w9001']);
  await session.ask({ model: 'large' });
  expect(shown()).toEqual(['large', 'short', 16, 1]);
  await session.ask({ given: 8 });
  expect([session.isRecorded, session.answered]).toEqual([true, false]);
  await session.ask({ model: 'small', work: 'long' });
  expect(shown()).toEqual(['small', 'long', 8, 392]);
  expect([session.slipped, session.ended]).toEqual([false, false]);
  session.reset();
  expect(shown()).toEqual(['small', 'long', 16, 10]);
  expect(session.changed).toBe(false);
});

test('what comes late belongs to nothing any longer', async () => {
  const { session } = make();
  const first = session.ask({ work: 'short' });
  const second = session.ask({ work: 'long', model: 'large' });
  await Promise.all([first, second]);
  expect([session.asked!.model, session.asked!.work, session.matched]).toEqual(['large', 'long', 384]);
});

test('the model writes live from where it is begun, and says so; another question ends it', async () => {
  const { session, lm } = make();
  await session.runLive();
  expect(lm.load.mock.lastCall![0].id).toBe('small');
  expect(lm.asked).toEqual([{ ids: range(0, 16), start: true, count: 384 }]);
  session.player.toEnd();
  expect([session.asked!.origin, session.matched, session.finished, session.slipped]).toEqual([
    'live',
    384,
    true,
    false
  ]);
  await session.ask({ from: 100, given: 50 });
  expect([session.isRecorded, session.answered, session.asked]).toEqual([false, false, null]);
  await session.goOn();
  expect(lm.asked[1]).toEqual({ ids: range(100, 50), start: false, count: 250 });
  session.player.toEnd();
  expect([session.begin, session.matched, session.finished]).toEqual([150, 250, true]);
});

test('a live run that is stopped keeps what there is; one that another question ends shows nothing', async () => {
  const { session, lm } = make();
  lm.hold = true;
  const running = session.runLive();
  await vi.advanceTimersByTimeAsync(100);
  expect([session.written.ids, session.going, session.finished]).toEqual([range(16, 5), true, false]);
  session.stop();
  await running;
  expect([session.stopped, session.finished, session.written.ids.length]).toEqual([true, true, 5]);
  expect(session.slipped).toBe(false);
  const again = session.runLive();
  await vi.advanceTimersByTimeAsync(100);
  await session.ask({ work: 'short' });
  await again;
  expect([session.asked!.origin, session.asked!.work, session.matched]).toEqual(['recorded', 'short', 0]);
});

test('what does not come is told of, and comes when it is asked for again', async () => {
  const { session, lm, ...net } = make();
  net.break(true);
  await session.ask({ work: 'short' });
  expect([session.trouble, session.answered, session.loading]).toEqual(['It did not come.', false, false]);
  net.break(false);
  await session.retry();
  expect([session.trouble, session.answered]).toEqual([null, true]);
  lm.load.mockRejectedValueOnce(new LmError('aborted', 'called off'));
  await session.runLive();
  expect(session.trouble).toBe('Loading was stopped.');
  await session.retry();
  expect([session.trouble, session.asked!.origin]).toEqual([null, 'live']);
});

test('whatever did not come, trying again brings it', async () => {
  const { session, ...net } = make();
  net.break(true);
  await session.ask({ place: 60 });
  await session.look();
  expect([session.trouble, session.place!.logprob]).toEqual(['It did not come.', undefined]);
  net.break(false);
  await session.retry();
  expect([session.trouble, session.place!.logprob]).toEqual([null, Math.log(0.3)]);
  await session.ask({ model: 'large' });
  net.break(true);
  await session.compare();
  expect([session.trouble, session.twinRun]).toEqual(['It did not come.', null]);
  net.break(false);
  await session.retry();
  expect(session.twinRun).not.toBeNull();
});

test('typed words are given from where they occur, in the middle too, or said to occur nowhere', async () => {
  const { session } = make();
  expect(await session.type('w1000 w1001')).toBe(true);
  expect([session.state.work, session.state.from, session.state.given]).toEqual(['short', 0, 2]);
  expect([session.isRecorded, session.answered]).toEqual([false, false]);
  expect(await session.type('w120 w121 w122')).toBe(true);
  expect([session.state.work, session.state.from, session.state.given]).toEqual(['long', 120, 3]);
  const before = session.state;
  expect(await session.type('It was the best of times')).toBe(false);
  expect(session.unfound).toMatch(/^None of the 2 chapters contains “It was/);
  expect(session.state).toBe(before);
});

test('a place of the strip has its probability, and none where the tokens cannot be drawn', async () => {
  const { session } = make();
  await session.ask({ place: 60 });
  expect(session.place).toMatchObject({
    before: range(10, 50).map(word).join(''),
    after: range(60, 50).map(word).join(''),
    logprob: undefined
  });
  await session.look();
  expect(session.place!.logprob).toBeCloseTo(Math.log(0.3));
  await session.ask({ place: 57 });
  expect(session.place!.logprob).toBeNull();
  expect(session.levels).toEqual(START.levels);
  await session.ask({ model: 'large' });
  expect(session.levels).toEqual(levels('large'));
  await session.ask({ work: 'short' });
  expect([session.state.place, session.place]).toEqual([null, null]);
});

test('the twin stands beside the model as large, and only there', async () => {
  const { session } = make();
  expect(session.twin).toBeUndefined();
  await session.ask({ model: 'large' });
  expect([session.twin!.id, session.twinRun]).toEqual(['twin', null]);
  await session.compare();
  expect(session.twinRun).toEqual({ run: RESULTS.twin!.runs[0], pieces: [16, 17, 9001, 9002].map(word) });
  await session.ask({ model: 'twin' });
  expect(session.twin!.id).toBe('large');
  await session.ask({ from: 10, given: 20 });
  expect(session.twinRun).toBeNull();
});

test('a link brings its question, its place and its probability', async () => {
  const { session } = make();
  await session.read('#v=1&model=large&work=long&threshold=0.1&place=70');
  expect(session.complaints).toEqual([]);
  expect([session.matched, session.state.threshold]).toEqual([384, 0.1]);
  expect(session.place!.logprob).toBeCloseTo(Math.log(0.95));
  await session.read('#v=1&model=nobody&work=short');
  expect(session.complaints).toHaveLength(1);
  expect([session.asked!.model, session.asked!.work]).toEqual(['small', 'short']);
});

test('a picture shows the beginning of a run that is through, with its signs and its sentence', async () => {
  vi.stubGlobal('location', { href: 'https://example.org/demos/whole-work/' });
  const { session } = make();
  const short = pictureOf(session)!;
  expect(short.pieces).toEqual(session.written.pieces);
  expect(short.spans.map(({ start, end, kind }) => [kind, start, end])).toContainEqual(['verbatim', 11, 51]);
  expect(short.lines[0]).toMatch(/wrote, recorded; what the book has word for word is marked\.$/);
  expect(short.lines[1]).toContain('A language model of 1M parameters');
  expect(short.link).toContain('whole-work/#v=1&model=small&work=long');
  await session.goOn();
  expect(pictureOf(session)).toBeNull();
  await session.ask({ model: 'large' });
  const long = pictureOf(session)!;
  expect([long.pieces.length, long.pieces.at(-1)]).toEqual([241, ' …']);
  expect(Math.max(...long.spans.map(({ end }) => end))).toBe(240);
  expect(long.lines[0]).toContain('The first 240 of 384 tokens');
  vi.unstubAllGlobals();
});

test('a run is held against a definition, and a definition by samples against the probabilities', async () => {
  const { session } = make();
  const [exact, near, , books] = PRESETS.map(({ definition }) => definition);
  expect(session.judged).toEqual({ means: 'greedy', tokens: 10, wanted: 32, asked: 384 });
  expect(session.judgment).toContain('the run does not count: the first 10 tokens');
  expect(session.proof).toContain(session.judgment);
  await session.define({ ...near!, portion: { unit: 'tokens', value: 11 } });
  expect(session.judged).toMatchObject({ tokens: 11, wanted: 11 });
  await session.define(books!);
  expect(session.judged).toEqual({ means: 'sample', counted: 300, places: 301 });
  expect(session.fragment).toContain('means=sample&n=1&p=0.001');
  const { session: again } = make();
  await again.read(`#${session.fragment}`);
  expect(again.judged).toEqual(session.judged);
  expect(judge(exact!, [1, 2], [], [])).toMatchObject({ tokens: 0 });
});
