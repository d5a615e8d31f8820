import { expect, test } from 'vitest';
import { collectionOfText, type TextCollection } from '#lib/corpus/dedup/collection.ts';
import { Deduplicator, type Overview } from '#lib/corpus/dedup/deduplicator.ts';
import { markedText } from '#lib/corpus/dedup/marked.ts';
import type { NearSettings } from '#lib/corpus/dedup/near.ts';
import type { Progress, Source } from '#lib/corpus/dedup/protocol.ts';
import { EXAMPLE, SHORT_EXAMPLE } from './example.ts';
import { LOOSE, QUICK } from './rules.ts';
import { Session } from './session.svelte.ts';
import { DEFAULTS, LINK_TEXT, formatState } from './state.ts';
import { labStart } from './start.fixture.ts';

/** Does at once what the worker does, for texts. */
class Lab {
  progress: Progress | null = null;
  /** Does not answer until it is called off. */
  stuck = false;
  opened: Source[] = [];
  #text!: TextCollection;
  #deduplicator!: Deduplicator;
  #calledOff = () => {};

  async open(source: Source) {
    if (source.type === 'corpus') throw new Error('The training text could not be reached.');
    this.opened.push(source);
    this.#text = collectionOfText(source.text);
    this.#deduplicator = new Deduplicator(this.#text.collection, this.#text.spelling);
    if (this.stuck)
      await new Promise((_, reject) => {
        this.#calledOff = () => reject(new DOMException('', 'AbortError'));
      });
    return this.#deduplicator.overview();
  }

  async exact(min: number) {
    return { ...this.#deduplicator.exact(min), marked: markedText(this.#text, this.#deduplicator, min) };
  }

  async near(settings: NearSettings) {
    return this.#deduplicator.near(settings);
  }

  async compare(a: number, b: number, k: number) {
    return this.#deduplicator.compare(a, b, k);
  }

  cancel() {
    this.#calledOff();
  }
}

function make(text?: string) {
  const lab = new Lab();
  const session = new Session(labStart, lab);
  if (text !== undefined) session.write(text);
  return { lab, session };
}

test('before any run the corpus has the recorded answer, for the rules that were recorded', () => {
  const { session } = make();
  expect(session.answer).toMatchObject({ origin: 'recorded', documents: 3, copies: 1, inRuns: 10 });
  expect(session.answer?.near?.gone).toBe(2);
  expect(session.verdict).toContain('3 documents, 2 of them different');
  session.settings.near = { ...LOOSE };
  expect(session.answer?.near?.gone).toBe(5);
  session.settings.near = { ...QUICK, k: 7 };
  expect(session.answer).toBeNull();
  expect(session.verdict).toMatch(/has not been run/);
  session.settings.near = { ...QUICK };
  session.settings.min = 51;
  expect(session.answer).toBeNull();
});

test('repeats of a short text are known at every change, near duplicates with a run', async () => {
  const { session } = make(EXAMPLE);
  expect(session.settings).toMatchObject({ source: 'text', min: 10 });
  expect(session.verdict).toMatch(/^6 documents, 5 of them different: .* 1 copy\..* in runs of 10 or more/);
  expect(session.verdict).not.toContain('near duplicates');
  expect(session.marked!.documents.map(({ copyOf }) => copyOf)).toEqual([null, 1, null, null, null, null]);
  await session.run();
  expect(session.verdict).toContain('takes 1 document, in 1 cluster.');
  expect([...session.near!]).toEqual([[3, 1]]);

  session.write(`${EXAMPLE}\n\nMore.`);
  expect(session.stale).toBe(true);
  expect(session.verdict).toMatch(/^7 documents, 6 of them different/);
  expect(session.verdict).not.toContain('near duplicates');
  expect(session.near).toBeNull();
});

test('the corpus is a download the first time; a text never is', async () => {
  const { lab, session } = make();
  expect(session.cost).toBe(3);
  session.take('text');
  expect(session.cost).toBe(0);
  session.take('corpus');
  const overview = { documents: 3, distinct: 2, units: 1, lengths: [], short: 0 } as unknown as Overview;
  lab.open = () => Promise.resolve(overview);
  lab.exact = () => Promise.reject(new Error('No room.'));
  await session.run();
  expect(session).toMatchObject({ trouble: 'No room.', loaded: true, cost: 0, found: null });
});

test.each([
  [null, 'Working.'],
  [{ step: 'load', done: 5, total: 10 }, 'Loading the training text.'],
  [{ step: 'hash', done: 19, total: 100 }, 'Hashing: 10 % done.'],
  [{ step: 'compare', done: 99, total: 100 }, 'Comparing the pairs: 90 % done.'],
  [{ step: 'compare', done: 0, total: 0 }, 'Comparing the pairs: 100 % done.']
] satisfies [Progress | null, string][])('while it is at %j it says %s', (progress, said) => {
  const { lab, session } = make();
  lab.progress = progress;
  expect(session).toMatchObject({ busy: '', loading: null });
  const { lab: other, session: working } = make();
  other.progress = progress;
  working.running = true;
  expect(working.busy).toBe(said);
  expect(working.loading).toEqual(progress?.step === 'load' ? { loaded: 5, total: 10 } : null);
});

test('how long a rule takes goes by its hashes and by how much there is to hash', () => {
  const durationOf = (tokens: number, near = QUICK) => {
    const session = new Session({ ...labStart, tokens: { once: tokens, all: tokens } }, new Lab());
    session.settings.near = { ...near };
    return session.duration;
  };
  const hashes = { ...QUICK, bands: 10, rows: 10 };
  expect(durationOf(1e6, hashes)).toBe('done at once');
  expect(durationOf(1e7, hashes)).toMatch(/^a second or so on a laptop, .* on a phone$/);
  expect(durationOf(1e8, hashes)).toMatch(/^about 12 seconds on/);
  expect(durationOf(1e9, hashes)).toMatch(/^about 2 minutes on/);
});

test('what there is to hash of a text is reckoned from its beginning', () => {
  const { session } = make('one two three');
  expect(session.shingles).toBe(3);
  session.write('word '.repeat(40_000));
  expect(session.shingles).toBe(40_000);
  session.write('word '.repeat(400_000));
  expect(session.shingles).toBe(200_000);
});

test('a rule is known by its settings; whatever was found makes another state than the usual', async () => {
  const { session } = make('a b\n\na b');
  expect(session.rule?.id).toBe('quick');
  session.settings.near.edit = 0.9;
  expect(session.rule).toBeUndefined();
  await session.run();
  expect(session.found).not.toBeNull();
  session.read('');
  expect([session.settings, session.isUsual]).toEqual([DEFAULTS, false]);
  session.reset();
  expect(session.isUsual).toBe(true);
});

test.each([
  (session: Session) => session.take('text'),
  (session: Session) => session.write('a'),
  (session: Session) => session.read('v=1'),
  (session: Session) => session.reset()
])('what went wrong is forgotten with another question: %s', (change) => {
  const { session } = make('b');
  Object.assign(session, { trouble: 'No room.', notice: 'Called off.' });
  change(session);
  expect(session).toMatchObject({ trouble: '', notice: '' });
});

test('one run at a time', async () => {
  const { lab, session } = make('a b\n\na b');
  await Promise.all([session.run(), session.run()]);
  expect(lab.opened).toHaveLength(1);
  await session.run();
  expect(lab.opened[1]).toBe(lab.opened[0]);
});

test('documents too short for a shingle are named', async () => {
  const { session } = make('one two\n\none two!\n\nfive words are not too few');
  await session.run();
  expect(session.verdict).toContain(
    '2 documents are shorter than the 5 words of a shingle: the rule never compares them.'
  );
});

test('a text too long to be marked at once is marked with a run, and not after it has changed', async () => {
  const long = Array.from({ length: LINK_TEXT * 2 }, (_, i) => `word${i}`).join(' ');
  const { session } = make(`${long}\n\nx ${long}`);
  expect(session.marked).toBeNull();
  expect(session.verdict).toMatch(/run it/);
  expect(session.lost).toContain('2,000 characters');
  await session.run();
  expect(session.marked!.documents).toHaveLength(2);
  const link = session.fragment;
  session.write(`${long}\n\ny ${long}`);
  // The link is the same, the text is not.
  expect(session.fragment).toBe(link);
  expect(session.stale).toBe(true);
  expect(session.marked).toBeNull();
});

test('an empty text is no question', async () => {
  const { lab, session } = make(' \n');
  expect(session.empty).toBe(true);
  expect(session.verdict).toMatch(/Paste two documents/);
  await session.run();
  expect(lab.opened).toEqual([]);
  session.write('---');
  expect(session.verdict).toMatch(/no words/);
});

test('two documents are compared in the text that they were found in', async () => {
  const { lab, session } = make('a b c d e f\n\na b c d e g');
  await session.run();
  const found = session.found!;
  session.write('quite another text');
  await session.run();
  const { a } = await session.compare(found, 0, 1);
  expect(a.map(({ text }) => text).join('')).toBe('a b c d e f');
  expect(lab.opened.at(-1)).toMatchObject({ text: 'a b c d e f\n\na b c d e g' });
});

test('a run can be called off, and one that fails says why', async () => {
  const { lab, session } = make('a b\n\na b');
  lab.stuck = true;
  const run = session.run();
  expect(session.running).toBe(true);
  session.cancel();
  await run;
  expect(session).toMatchObject({ running: false, found: null, trouble: '' });
  expect(session.notice).toMatch(/Called off/);
  session.take('corpus');
  expect(session.notice).toBe('');
  await session.run();
  expect(session.trouble).toMatch(/could not be reached/);
});

test('the usual length of a run goes with the source, another one stays', () => {
  const { session } = make();
  session.take('text');
  expect(session.settings.min).toBe(10);
  session.settings.min = 12;
  session.take('corpus');
  expect(session.settings.min).toBe(12);
});

test('a link is read whole, and starting over leaves nothing of it', () => {
  const { session } = make();
  expect(session.isUsual).toBe(true);
  session.read(`#${formatState({ ...DEFAULTS, source: 'text', text: 'a\n\na', min: 3 })}&k=99`);
  expect(session.settings).toMatchObject({ source: 'text', text: 'a\n\na', min: 3 });
  expect(session.complaints).toEqual(['“k” cannot be “99”; its usual value is used.']);
  session.reset();
  expect(session.isUsual).toBe(true);
  expect(session.complaints).toEqual([]);
});

test('the compact view begins with an example of ours, and keeps a length that is set', () => {
  const { session } = make();
  expect(session.shortText).toBe(SHORT_EXAMPLE);
  expect(session.short.said).toBe('11 of 33 words would go: they stood before, in runs of 10 or more.');
  expect(session.fragment).toBe('v=1');
  session.shorten(12);
  expect(session.short.said).toBe('No run of 12 words or more occurs in two places.');
  expect(session.settings).toMatchObject({ source: 'text', text: SHORT_EXAMPLE, min: 12 });
  session.write('a b\n\na b');
  expect(session.short.said).toMatch(/1 document goes whole, as a copy\.$/);
  session.write(['a b', 'a b', 'a b', 'c d e', 'c d'].join('\n\n'));
  session.shorten(2);
  expect(session.short.said).toMatch(/^2 of 7 words would go: .* 2 documents go whole, as copies\.$/);
  session.write('---');
  expect(session.short).toMatchObject({ text: null, said: expect.stringMatching(/no words/) });
  session.write(' ');
  expect(session.short).toMatchObject({ text: null, said: expect.stringMatching(/^Write or paste a text/) });
  session.write('x'.repeat(20_000));
  expect(session.short.text).not.toBeNull();
  session.write('x'.repeat(20_001));
  expect(session.short).toMatchObject({ text: null });
  expect(session.short.said).toContain('20,000 characters at most');
});
