import { expect, test, vi } from 'vitest';
import { LmError } from '#lib/lm/client.svelte.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { Session } from './session.svelte.ts';
import type { ClozeData, ClozeShown } from './summary.ts';

live.ready = true;

const names = ['Ahab', 'Stubb', 'Pip'];
const model = (id: string, parameters: number, data = 'raw') =>
  ({ id, label: id, parameters, data, files: [], dtypes: [] }) as unknown as ModelEntry;
const item = (passage: string, copies: number, name: string, big: number[], small: number[]): ClozeShown => ({
  passage,
  copies,
  before: 'Said ',
  name,
  after: '.',
  shares: { big, twin: small, small }
});
const data: ClozeData = {
  release: 'r',
  models: [model('big', 9), model('twin', 9, 'dedup'), model('small', 1)],
  names,
  commonest: 'Ahab',
  items: [
    item('p0', 0, 'Ahab', [0.2, 0.7, 0.1], [0.5, 0.3, 0.2]),
    item('p1', 128, 'Ahab', [0.9, 0.05, 0.05], [0.9, 0.05, 0.05]),
    item('p2', 128, 'Pip', [0.1, 0.1, 0.8], [0.6, 0.2, 0.2]),
    item('p3', 128, 'Stubb', [0.1, 0.8, 0.1], [0.6, 0.2, 0.2])
  ],
  counts: []
};

/** A model that finds one name likeliest, and can be stopped between names. */
function lm(favourite: string, onScore = () => {}) {
  return {
    status: 'ready' as const,
    model: null,
    load: async () => {},
    encode: async (text: string) => [text],
    score: async ([text]: string[]) => {
      onScore();
      return [{ logprob: text === `Said ${favourite}.` ? -1 : -3 }];
    },
    cancelLoad: () => {},
    dispose: () => {}
  };
}
const make = (fake = lm('Pip')) => new Session(data, fake as never);

test('begins with the largest model, on a much copied passage whose name is not the commonest', () => {
  expect(make().state).toEqual({ passage: 'p2', model: 'big' });
  expect(make().isUsual).toBe(true);
  expect(make()).toMatchObject({ verdict: '', hint: '', trouble: '', complaints: [], asking: null });
  const first = (items: ClozeShown[]) => new Session({ ...data, items }, lm('Pip') as never).state.passage;
  expect(first(data.items.slice(0, 2))).toBe('p0');
  expect(first([item('p4', 1, 'Pip', [], []), ...data.items])).toBe('p2');
});

test('it is no longer usual once another passage or model is chosen, or a name shown or guessed', () => {
  const { passage, model } = make().state;
  const changed = (change: (session: Session) => void) => {
    const session = make();
    change(session);
    return session.isUsual;
  };
  expect(changed((session) => void (session.state.passage = 'p0'))).toBe(false);
  expect(changed((session) => void (session.state.model = 'small'))).toBe(false);
  expect(changed((session) => session.show())).toBe(false);
  expect(
    changed((session) => {
      session.guess = 'Pip';
      session.submit();
      session.read(`#v=1&passage=p0`);
      session.read(`#v=1&passage=${passage}&model=${model}`);
    })
  ).toBe(false);
});

test('a guess is judged once, whatever its case and marks', () => {
  const session = make();
  session.submit();
  expect(session.hint).toMatch(/Choose a name/);
  expect(session.revealed).toBe(false);
  session.guess = ' “pip” ';
  session.submit();
  expect(session).toMatchObject({ revealed: true, right: true, hint: '', tally: { asked: 1, right: 1 } });
  expect(session.verdict).toBe('Yes: Pip. Yours so far: 1 of 1.');
  session.submit();
  session.show();
  expect(session.tally.asked).toBe(1);
  expect(session.verdict).toBe('Yes: Pip. Yours so far: 1 of 1.');
});

test('a wrong guess is told beside the name; what was only shown is not counted', () => {
  const session = make();
  session.guess = 'Napoleon';
  session.submit();
  expect(session.verdict).toBe('You said Napoleon; the book says Pip. Yours so far: 0 of 1.');
  session.next(128);
  expect(session.state.passage).toBe('p3');
  expect(session).toMatchObject({ guess: '', revealed: false });
  session.show();
  expect(session.verdict).toBe('The book says Stubb. Yours so far: 0 of 1.');
  session.next(128);
  expect(session.state.passage).toBe('p1');
});

test('the main button answers, and then goes on to the next passage of all', () => {
  const session = make();
  session.proceed();
  expect(session.hint).toMatch(/Choose a name/);
  session.guess = 'Pip';
  session.proceed();
  expect(session).toMatchObject({ revealed: true, hint: '' });
  session.proceed();
  expect(session).toMatchObject({ revealed: false, state: { passage: 'p3' } });
  session.next();
  expect(session.state.passage).toBe('p0');
});

test('deduplicated, a passage stands in the training data once at most', () => {
  const session = make();
  const standing = () => session.answers.map(({ standing }) => standing);
  expect(standing()).toEqual([128, 1, 128]);
  session.read('#v=1&passage=p0');
  expect(standing()).toEqual([0, 0, 0]);
});

test('what the models answered is told together', () => {
  const session = make();
  expect(session.answers.map(({ name, right }) => [name, right])).toEqual([
    ['Pip', true],
    ['Ahab', false],
    ['Ahab', false]
  ]);
});

test('a model that is asked here is asked for the reader’s own name too, and its answer takes the place of the record', async () => {
  const session = make(lm('Napoleon'));
  session.guess = 'Napoleon';
  session.submit();
  await session.ask();
  expect(session.answer).toMatchObject({ origin: 'live', names: [{ name: 'Napoleon' }, {}, {}, {}] });
  expect(session.answers[0]).toMatchObject({ name: 'Napoleon', right: false, origin: 'live' });
  session.next();
  expect(session.answer.origin).toBe('recorded');
});

test('a name of the list is asked once; how far it is shows, and meanwhile nothing else begins', async () => {
  const seen: unknown[] = [];
  const session: Session = make(
    lm('Ahab', () => {
      seen.push(session.asking);
      session.proceed();
      void session.ask();
    })
  );
  session.guess = 'pip';
  session.submit();
  await session.ask();
  expect(seen).toEqual([0, 1, 2].map((done) => ({ done, total: 3 })));
  expect(session).toMatchObject({ asking: null, revealed: true, state: { passage: 'p2' } });
  const [first, ...others] = session.answer.names;
  expect(first!.name).toBe('Ahab');
  expect(first!.share / others[0]!.share).toBeCloseTo(Math.exp(2), 10);
});

test('a download that was called off is no trouble; the model can be asked again', async () => {
  const session = make({ ...lm('Pip'), load: () => Promise.reject(new LmError('aborted', 'Called off.')) });
  await session.ask();
  expect(session).toMatchObject({ asking: null, trouble: '' });
  const failing = make({ ...lm('Pip'), load: () => Promise.reject(new LmError('network', 'Offline.')) });
  await failing.ask();
  expect(failing.trouble).toBe('Offline.');
  failing.next();
  expect(failing.trouble).toBe('');
});

test('what was stopped, and what failed, leaves the record', async () => {
  let session = make(lm('Pip', () => session.stop()));
  session.show();
  await session.ask();
  expect(session).toMatchObject({ asking: null, trouble: '' });
  expect(session.answer.origin).toBe('recorded');
  session = make(
    lm('Pip', () => {
      throw new Error('No memory.');
    })
  );
  await session.ask();
  expect(session).toMatchObject({ asking: null, trouble: 'No memory.' });
});

test('starting over calls off what runs, and lets go of the guess', () => {
  const cancelLoad = vi.fn();
  const session = make({ ...lm('Pip'), cancelLoad });
  session.guess = 'Pip';
  session.submit();
  session.reset();
  expect(session).toMatchObject({ guess: '', revealed: false, isUsual: true });
  expect(cancelLoad).toHaveBeenCalledOnce();
});

test('a link brings passage and model; one in between lets go of the guess', () => {
  const session = make();
  session.guess = 'Pip';
  session.submit();
  const { fragment } = session;
  session.read('#v=1&passage=p0&model=small');
  expect(session.state).toEqual({ passage: 'p0', model: 'small' });
  expect(session.revealed).toBe(false);
  session.read('#v=1&passage=nowhere');
  expect(session.complaints).toHaveLength(1);
  session.reset();
  expect(session).toMatchObject({ fragment, isUsual: true, complaints: [], tally: { asked: 0, right: 0 } });
});

test('what is handed in are the answers given, not what was shown, and none after a new start', () => {
  const session = make();
  const guesses = () => (session.handedIn.kind === 'names' ? session.handedIn.guesses : []);
  session.show();
  expect(guesses()).toEqual([]);
  session.next();
  const { passage } = session.state;
  session.guess = ' Napoleon! ';
  session.submit();
  session.submit();
  expect(guesses()).toEqual([{ passage, name: 'Napoleon' }]);
  expect(session.handedIn).toMatchObject({ passages: ['p0', 'p1', 'p2', 'p3'], names });
  session.reset();
  expect(guesses()).toEqual([]);
});
