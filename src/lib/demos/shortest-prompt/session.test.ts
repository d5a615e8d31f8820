import { beforeEach, expect, test, vi } from 'vitest';
import { LmError, type LanguageModel } from '#lib/lm/client.svelte.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { Session } from './session.svelte.ts';
import type { ShortestPrompt } from './shortest.ts';

live.ready = true;

const entry = (id: string) =>
  ({
    id,
    label: '1.3M',
    data: 'raw',
    parameters: 1,
    dtypes: ['fp16'],
    path: id,
    files: []
  }) as unknown as ModelEntry;
const TEXT = Array.from({ length: 12 }, (_, i) => 50 + i);
const words = (ids: readonly number[]) => ids.map((id) => ` w${id}`);
const before = [1, 2, 3, 4];
const text = (passage: string, copies: number, kind: 'passage' | 'pattern' = 'passage') => ({
  passage,
  kind,
  copies,
  before,
  text: TEXT,
  beforePieces: words(before),
  textPieces: words(TEXT),
  pool: [...before, ...TEXT]
});
const shown: ShortestPrompt = {
  models: [entry('small'), entry('large')],
  texts: [
    {
      ...text('p1', 128),
      recorded: {
        small: {
          matched: [0, 3, 12, 12],
          prompt: { ids: [9, 4], pieces: [' a', ' b'] },
          searched: true,
          steps: 7
        },
        large: {
          matched: [0, 12, 12, 12],
          prompt: { ids: [3, 4], pieces: words([3, 4]) },
          searched: true,
          steps: 9
        }
      }
    },
    {
      ...text('p0', 0),
      recorded: {
        small: { matched: [0, 0, 0, 11], prompt: null, searched: true, steps: 30 },
        large: { matched: [0, 0, 0, 0], prompt: null, searched: true, steps: 30 }
      }
    },
    {
      ...text('r1', 0, 'pattern'),
      before: before.slice(0, 2),
      beforePieces: words(before.slice(0, 2)),
      recorded: {
        large: {
          matched: [0, 12],
          prompt: { ids: [1, 2], pieces: words([1, 2]) },
          searched: false,
          steps: 0
        }
      }
    }
  ],
  above: [],
  published: [],
  search: { steps: 20, candidates: 64, longest: 31, piece: 4 }
};

let session: Session;
const lm = {
  status: 'idle',
  files: { loaded: 0, total: 0 },
  shared: [],
  model: null,
  load: vi.fn<LanguageModel['load']>(),
  shorten: vi.fn<LanguageModel['shorten']>(),
  stop: vi.fn(),
  cancelLoad: vi.fn(),
  dispose: vi.fn()
};
const right = [0, 3, 12, 12];
/** What comes while the words before the text are tried. */
const own = [4, 3, 2, 1].map((n) => ({
  prompt: before.slice(-n),
  pieces: words(before.slice(-n)),
  matched: right[n - 1]!,
  step: 0,
  bits: null
}));

beforeEach(() => {
  vi.resetAllMocks();
  lm.status = 'idle';
  lm.load.mockResolvedValue();
  lm.shorten.mockImplementation((_, onState) => {
    onState(own);
    onState([
      { prompt: [9, 3], pieces: [' a', ' w3'], matched: 2, step: 1, bits: 1.25 },
      { prompt: [9, 4], pieces: [' a', ' b'], matched: 12, step: 7, bits: 0.1 }
    ]);
    return Promise.resolve([9, 4]);
  });
  session = new Session(shown, lm as unknown as LanguageModel);
});

test('begins with what was recorded', () => {
  expect(session.finding).toBe(
    'This passage was read 128 times. Its last three tokens before the text bring out the next twelve; the search found two that do: a ratio of 6.'
  );
  expect([session.pruned, session.ratio, session.matched, session.marked]).toEqual([3, 6, 12, 12]);
  expect(session.live).toBe(false);
  session.choose({ given: 2 });
  expect([session.matched, session.marked]).toEqual([3, 0]);
  session.choose({ model: 'large' });
  expect(session.finding).toMatch(
    /Its last two tokens before the text bring out the next twelve: a ratio of 6\.$/
  );
});

test('a passage that was never read is marked nowhere, however much comes', () => {
  session.choose({ passage: 'p0' });
  expect([session.matched, session.marked, session.ratio]).toEqual([11, 0, null]);
  expect(session.finding).toBe(
    'This passage was never read. Its own four tokens do not bring out the next twelve, and the search found no shorter prompt that does.'
  );
});

test('a sentence of a rule has words of its own number, and what was not recorded is not shown', () => {
  session.choose({ passage: 'r1', model: 'large' });
  expect([session.given, session.matched, session.marked, session.ratio]).toEqual([2, 12, 0, 6]);
  expect(session.finding).toBe(
    'This sentence, made by a rule that others in the training data follow, was never read. Its last two tokens before the text bring out the next twelve: a ratio of 6.'
  );
  session.choose({ model: 'small' });
  expect([session.matched, session.ratio, session.live, session.recorded]).toEqual([
    null,
    null,
    false,
    undefined
  ]);
  expect(session.finding).toMatch(/How few tokens bring it out has not been tried yet\.$/);
});

test('prunes, searches, and says what it came to beside the record', async () => {
  await session.shorten();
  expect(lm.load).toHaveBeenCalledWith(shown.models[0]);
  expect(lm.shorten.mock.calls[0]![0]).toEqual({
    text: TEXT,
    before,
    pool: [...before, ...TEXT],
    steps: 30,
    seed: 1
  });
  expect(session.live).toBe(true);
  expect(session.found).toEqual({
    matched: right,
    prompt: { ids: [9, 4], pieces: [' a', ' b'] },
    searched: true,
    steps: 7
  });
  expect(session.outcome).toBe(
    'Tokens of the prompt: two here, two by the recorded search, which follows gradients.'
  );
  session.reset();
  lm.shorten.mockImplementation((_, onState) => {
    onState(own);
    return Promise.resolve(null);
  });
  await session.shorten();
  expect(session.found.prompt!.ids).toEqual([2, 3, 4]);
  expect(session.outcome).toBe(
    'Tokens of the prompt: three here, two by the recorded search, which follows gradients.'
  );
  session.choose({ passage: 'p0' });
  lm.shorten.mockResolvedValue(null);
  await session.shorten();
  expect(session.outcome).toBe(
    'Neither this search nor the recorded one found a prompt shorter than the text.'
  );
  session.choose({ passage: 'r1', model: 'small' });
  await session.shorten();
  expect([session.outcome, session.live]).toEqual(['The search has ended.', true]);
});

test('what is under way is stopped, and stays', async () => {
  let end = (_: number[] | null) => {};
  lm.shorten.mockImplementation((_, onState) => {
    onState(own);
    onState([{ prompt: [9, 3], pieces: [' a', ' w3'], matched: 2, step: 1, bits: 1.25 }]);
    return new Promise((resolve) => (end = resolve));
  });
  const running = session.shorten();
  await vi.waitFor(() => expect(session.doing).toBe('Step 1: two tokens, 1.3 bits a token to go.'));
  session.stop();
  expect(lm.stop).toHaveBeenCalled();
  end(null);
  await running;
  expect([session.busy, session.outcome]).toEqual([false, 'Stopped.']);
  expect(session.found).toMatchObject({ searched: false, prompt: { ids: [2, 3, 4] } });
});

test('a failure is said, a download is called off', async () => {
  lm.load.mockRejectedValueOnce(new LmError('network', 'Offline.'));
  await session.shorten();
  expect(session.trouble).toBe('Offline.');
  lm.status = 'loading';
  lm.load.mockImplementation(() => new Promise(() => {}));
  void session.shorten();
  session.choose({ passage: 'p0' });
  expect(lm.cancelLoad).toHaveBeenCalled();
  expect(session.busy).toBe(false);
});

test('reads a link, and forgets its complaints when it starts over', () => {
  session.read('#v=1&model=large&given=3&passage=p9');
  expect([session.settings.model, session.settings.given, session.complaints.length]).toEqual([
    'large',
    3,
    1
  ]);
  session.reset();
  expect([session.complaints, session.isUsual]).toEqual([[], true]);
});
