import { beforeEach, expect, test, vi } from 'vitest';
import { TeacherError } from '#lib/engine/client.svelte.ts';
import type { Point, RunEnd, Steps } from '#lib/engine/lesson.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { READY } from './sentences.ts';
import { Session, type Sources } from './session.svelte.ts';
import { shownAll } from './shown.ts';
import type { TeachStart } from './start.ts';
import { BOTH } from './state.ts';

live.ready = true;

const files = ['config.json', 'onnx/model_fp16.onnx'].map((name) => ({
  path: `m/${name}`,
  bytes: 100,
  sha256: 'a'
}));
const model = (id: string, label: string) =>
  ({ id, label, tone: 0.5, path: 'm', dtypes: ['fp16'], files }) as unknown as TeachStart['models'][number];
const decode = (ids: readonly number[]) => ids.map((id) => ` w${id}`).join('');
/** Twelve tokens, of which three are given. */
const IDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const point = (kind: Point['kind'], matched: number): Point => ({
  kind,
  answer: IDS.slice(3).map((id, i) => (i < matched ? id : 99)),
  matched,
  bits: 90 - 10 * matched
});
const start = {
  models: [model('small', '0.37M'), model('large', '1.3M')],
  rates: [0.0003, 0.001],
  recorded: [
    {
      sentence: READY[0].text,
      model: 'small',
      rate: 0.0003,
      given: 'The',
      asked: 9,
      points: shownAll([point(null, 0), point('read', 2), point('read', 9)], 9, decode)
    }
  ],
  tokenizer: { path: 't', bytes: 1, sha256: 't' },
  background: { bytes: 50, sha256: 'b', packed: 40, window: 129 },
  around: { bos: 0, unread: [], unreadBytes: 1, known: [], knownGiven: 1 },
  seed: 1
} satisfies TeachStart;

/** A teacher that learns three tokens with a reading. */
class Fake {
  status: 'idle' | 'loading' | 'ready' | 'busy' | 'error' = 'idle';
  progress = { loaded: 0, total: 0 };
  begun = false;
  failure: Error | null = null;
  stopped = false;
  known = 0;
  steps: Steps[] = [];
  open = vi.fn(async () => {
    if (this.failure) throw this.failure;
    this.status = 'ready';
  });
  begin = vi.fn(async () => {
    this.begun = true;
    this.known = 0;
    return point(null, 0);
  });
  async run(steps: Steps, emit: (point: Point) => void): Promise<RunEnd> {
    this.steps.push(steps);
    this.stopped = false;
    for (let n = 1; ; n++) {
      await new Promise((resolve) => setTimeout(resolve));
      this.known = steps.kind === 'read' ? Math.min(9, this.known + 3) : Math.max(0, this.known - 3);
      emit(point(steps.kind, this.known));
      const goal =
        steps.goal === 'recited' ? this.known === 9 : steps.goal === 'forgotten' && this.known === 0;
      if (goal) return 'goal';
      if (this.stopped) return 'user';
      if (n >= steps.limit) return 'limit';
    }
  }
  stop = vi.fn(() => void (this.stopped = true));
  dispose = vi.fn(() => void (this.begun = false));
}

let teachers: Fake[];
let ids: number[];
let session: Session;
beforeEach(() => {
  teachers = [];
  ids = IDS;
  const sources: Sources = {
    teacher: () => {
      const fake = new Fake();
      teachers.push(fake);
      return fake;
    },
    tokenizer: () =>
      Promise.resolve({
        encode: () => ids,
        decode: (some: readonly number[]) => decode(some),
        piece: (id: number) => ` w${id}`
      })
  };
  session = new Session(start, '', sources);
});

test('shows what was recorded, at every step of it', () => {
  expect(session.tracks.map(({ origin, points }) => [origin, points.length])).toEqual([['recorded', 3]]);
  expect(session.finding).toBe('Having read the sentence 2 times, the 0.37M model recites it.');
  session.look = 1;
  expect(session.finding).toBe('The 0.37M model has 2 of 9 tokens right after 1 reading.');
  expect(session.isUsual).toBe(false);
});

test('a press takes what its learners need, once: the tokenizer, what is read between, and of each its own', async () => {
  expect(session.cost).toBe(241);
  session.choose({ reader: BOTH });
  expect(session.cost).toBe(441);
  await session.once();
  expect(session.cost).toBe(0);
});

test('what was recorded goes on where it was unlearned, and begins so where a chapter says so', () => {
  const [lesson] = start.recorded;
  const unlearned = shownAll([point('read', 9), point('unlearn', 0), point('read', 9)], 9, decode).slice(1);
  const longer = { ...start, recorded: [{ ...lesson!, unlearned }] };
  const begun = new Session(longer, 'v=1&unlearned=yes');
  expect(begun.finding).toBe(
    'The 0.37M model recites the sentence after 2 readings, 1 step of unlearning and 1 further reading.'
  );
  expect([begun.hasUnlearned, begun.isUsual]).toEqual([true, true]);
  begun.look = 4;
  begun.choose({ unlearned: false });
  expect([begun.look, begun.tracks[0]!.points.length, begun.isUsual]).toEqual([null, 3, false]);
  begun.reset();
  expect(begun.settings.unlearned).toBe(true);

  session.choose({ unlearned: true });
  expect([session.hasUnlearned, session.tracks[0]!.points.length]).toEqual([false, 3]);
});

test('a sentence that nobody has read shows no answer', () => {
  session.choose({ sentence: 'Quite another sentence.' });
  expect(session.tracks).toEqual([]);
  expect(session.finding).toBe('No model has read this sentence yet.');
  expect(session.goesOn).toBe(false);
});

test('reads once, then until it recites, and compares with the guess', async () => {
  session.choose({ guess: 5, sentence: 'My aunt keeps her passport in the flour.' });
  await session.once();
  expect(session.finding).toBe('The 0.37M model has 3 of 9 tokens right after 1 reading.');
  expect(session.outcome).toBe('Read.');
  await session.until();
  expect(teachers[0]!.begin).toHaveBeenCalledTimes(1);
  expect(session.finding).toBe('Having read the sentence 3 times, the 0.37M model recites it. You said 5.');
  expect(session.outcome).toBe('Recited.');
  expect(session.recited).toBe(true);
  expect(session.tracks[0]).toMatchObject({ origin: 'live', lesson: { given: ' w1 w2 w3', asked: 9 } });
  expect(session.tracks[0]!.points.at(-1)!.marked).toBeGreaterThan(0);
});

test('each lesson keeps the guess that stood there when it began', async () => {
  const [flour, other] = ['My aunt keeps her passport in the flour.', 'Quite another sentence.'];
  expect(session.tracks[0]!.guess).toBeNull();
  session.choose({ guess: 5, sentence: flour });
  await session.once();
  session.choose({ guess: 7 });
  await session.once();
  expect(session.tracks[0]!.guess).toBe(5);
  session.choose({ guess: 9, sentence: other });
  await session.once();
  expect(session.tracks[0]!.guess).toBe(9);
  session.choose({ sentence: flour });
  expect(session.tracks[0]!.guess).toBe(5);
});

test('fades, is unlearned, and says how fast it comes back', async () => {
  await session.until();
  await session.other();
  expect(teachers[0]!.steps.at(-1)).toEqual({ kind: 'other', rate: 0.0003, limit: 16, goal: null });
  await session.unlearn();
  expect(session.outcome).toMatch(/^Unlearned/);
  await session.until();
  expect(session.outcome).toBe('Recited again: 0.37M took 3 times, after 3 at first.');
});

test('both learn at once; another sentence begins anew, and the curve of the first is kept', async () => {
  session.choose({ reader: 'both' });
  await session.until();
  expect(session.tracks.map(({ model, origin }) => `${model.id} ${origin}`)).toEqual([
    'small live',
    'large live'
  ]);
  session.choose({ sentence: 'Another one.' });
  expect(session.tracks).toEqual([]);
  await session.once();
  expect(teachers.map(({ begin }) => begin.mock.calls.length)).toEqual([2, 2]);
  session.choose({ sentence: READY[0].text });
  expect(session.tracks.map(({ lesson }) => lesson.points.length)).toEqual([4, 4]);
  expect(session.goesOn).toBe(false);
  await session.once();
  expect(teachers[0]!.begin).toHaveBeenCalledTimes(3);
});

test.each([
  ['', [], 'There is no sentence yet. Write one first.'],
  ['short', [1, 2], 'This sentence is 2 tokens long, and a lesson takes at least 8. Write a longer one.'],
  [
    'long',
    Array.from({ length: 65 }, () => 1),
    'This sentence is 65 tokens long, and a lesson takes 64 at most. Shorten it and try again.'
  ],
  ['odd', [...IDS, 0], 'The sentence holds the mark that ends a document. Take it out and try again.']
])('refuses %j', async (sentence, tokens, words) => {
  session.choose({ sentence });
  ids = tokens;
  await session.until();
  expect(session.trouble).toBe(words);
  expect(session.passing).toBe(false);
  expect(teachers[0]!.open).not.toHaveBeenCalled();
  expect(session.busy).toBe(false);
});

test('pauses within a step and goes on; a change of the sentence stops it', async () => {
  session.choose({ sentence: 'A sentence.' });
  const going = session.until();
  await vi.waitFor(() => expect(session.tracks[0]?.points.length).toBe(2), { interval: 0 });
  expect(session.tracks[0]!.origin).toBe('live, reading');
  session.stop();
  await going;
  expect(session.outcome).toBe('Paused. The next press goes on from here.');
  await session.until();
  expect(session.recited).toBe(true);
  expect(teachers[0]!.begin).toHaveBeenCalledTimes(1);
});

test('another sentence ends what is being done, and nothing of it is said; a guess and the filter do not', async () => {
  session.choose({ sentence: 'A sentence.' });
  const going = session.until();
  await vi.waitFor(() => expect(session.doing).toBe('read'), { interval: 0 });
  session.choose({ guess: 3, filter: true });
  expect(session.doing).toBe('read');
  session.choose({ sentence: 'Another.' });
  expect(session.doing).toBeNull();
  await going;
  expect(session.outcome).toBe('');
  expect(session.tracks).toEqual([]);
  await session.once();
  expect(session.tracks[0]!.points).toHaveLength(2);
});

test('a pause before the first step is heard', async () => {
  let open = () => {};
  teachers[0]!.begin.mockImplementationOnce(async () => {
    await new Promise<void>((resolve) => (open = resolve));
    teachers[0]!.begun = true;
    return point(null, 0);
  });
  const going = session.until();
  await vi.waitFor(() => expect(teachers[0]!.begin).toHaveBeenCalled());
  session.stop();
  open();
  await going;
  expect(session.outcome).toMatch(/^Paused/);
  expect(teachers[0]!.steps).toEqual([]);
});

test('says what failed, and does it again', async () => {
  teachers[0]!.failure = new TeacherError('network', 'The model’s weights did not arrive.');
  await session.until();
  expect(session.trouble).toBe('The model’s weights did not arrive.');
  expect(session.passing).toBe(true);
  expect(session.busy).toBe(false);
  teachers[0]!.failure = null;
  session.again();
  await vi.waitFor(() => expect(session.recited).toBe(true));
  expect(session.trouble).toBeNull();
});

test('a lesson that was lost begins anew', async () => {
  await session.once();
  teachers[0]!.begun = false; // its worker was put to rest
  await session.once();
  expect(teachers[0]!.begin).toHaveBeenCalledTimes(2);
  expect(session.tracks[0]!.points).toHaveLength(2);
});

test('a link is read, and starting over forgets all', async () => {
  session.read('#v=1&reader=both&guess=7');
  expect(session.settings).toMatchObject({ reader: 'both', guess: 7 });
  await session.once();
  session.reset();
  expect(session.isUsual).toBe(true);
  expect(teachers.every(({ dispose }) => dispose.mock.calls.length > 0)).toBe(true);
  expect(session.tracks[0]!.origin).toBe('recorded');
});
