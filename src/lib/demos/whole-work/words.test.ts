import { expect, test } from 'vitest';
import type { Stretch, Taken } from './standing.ts';
import { PRESETS } from '#lib/measures/definition.ts';
import {
  afterwards,
  chance,
  chapterName,
  copiesOf,
  exhibit,
  finding,
  modelName,
  published,
  readings,
  thresholdName,
  verdict,
  type Told
} from './words.ts';

const say = (text: string) => text.replaceAll('\u00a0', ' ');
const small = { label: '1.3M', data: 'works' } as const;
const twin = { label: '5.9M', data: 'works-dedup' } as const;
const chapter = {
  ...{
    id: 'w047',
    chapter: 47,
    copies: 64,
    drawn: true,
    tokens: 1564,
    words: 1100,
    opening: 'It was a cloudy …'
  }
};
const whole: Told = {
  ...{ chapter, model: small, from: 0, given: 16, asks: 1548, written: 1548, matched: 1548 },
  ...{
    stretches: [{ at: 0, place: 16, length: 1548 }],
    finished: true,
    waiting: false,
    ended: false,
    stopped: false
  }
};
const slip = (matched: number, stretches: Stretch[], more: Partial<Told> = {}): Told => ({
  ...{ ...whole, matched },
  stretches: [...(matched > 0 ? [{ at: 0, place: 16, length: matched }] : []), ...stretches],
  ...more
});

test('the finding tells how far a run came, and how often the model had read the chapter', () => {
  expect(say(finding(whole))).toBe(
    'Given the first 16 tokens of chapter 47, which it had read 64 times, the model of 1.3M parameters wrote out the rest: 1,548 tokens without one mistake.'
  );
  expect(say(finding(slip(387, [])))).toBe(
    'Given the first 16 tokens of chapter 47, which it had read 64 times, the model of 1.3M parameters wrote 387 tokens of the book before its first mistake: 25 % of what was left. It did not come back to the book.'
  );
  expect(finding(slip(0, [], { chapter: { ...chapter, copies: 0 } }))).toBe(
    'Given the first 16 tokens of chapter 47, which it never read, the model of 1.3M parameters wrote nothing of the book. It did not come back to the book.'
  );
  expect(finding(slip(1, []))).toContain('wrote one token of the book before its first mistake');
});

test('a run from the middle, one under way, and one that has not begun are told as such', () => {
  expect(finding({ ...whole, from: 400, given: 50, finished: false })).toBe(
    'Given 50 tokens from the middle of chapter 47, which it had read 64 times, the model of 1.3M parameters is writing.'
  );
  expect(finding({ ...whole, waiting: true })).toMatch(/has written nothing yet\.$/);
  const stopped = slip(40, [], { written: 40, stopped: true });
  expect(finding(stopped)).toMatch(/had written 40 tokens without a mistake when it was stopped\.$/);
});

test('after a mistake: it came back, jumped, ended, or was lost', () => {
  const back = (at: number, place: number) => [{ at, place, length: 40 }];
  expect(afterwards(slip(100, back(107, 123)))).toBe(
    'It came back to the book after 7 tokens, where it had left it.'
  );
  expect(afterwards(slip(100, back(101, 217)))).toBe(
    'It came back to the book after one token, 100 tokens further on.'
  );
  expect(afterwards(slip(100, back(100, 16)))).toBe(
    'There it jumped to another place of the book, 100 tokens further back.'
  );
  expect(afterwards(slip(0, back(9, 25)))).toBe(
    'It came back to the book after 9 tokens, where it had left it.'
  );
  expect(afterwards(slip(100, [], { ended: true }))).toBe(
    'It did not come back to the book, and ended too early.'
  );
  expect(afterwards(slip(100, [], { written: 100, ended: true }))).toBe('Then it ended the chapter.');
});

test('what is taken is one sentence with its definitions, its file and its origin', () => {
  const taken: Taken = {
    words: 1000,
    near: { words: 780, share: 0.78 },
    exact: 0.75,
    longest: { tokens: 700, words: 512 },
    paragraphs: { whole: 9, all: 12 },
    spans: []
  };
  const from = {
    release: '2026-12',
    origin: 'recorded',
    bytes: 1_690_000,
    judgment: 'By the definition “Exact, greedy”, the run counts as memorized.'
  } as const;
  const text = say(exhibit(slip(700, []), taken, from));
  expect(text).toBe(
    'A language model of 1.3M parameters, 1.7 MB with its tokenizer, was given the first 16 tokens of chapter 47 of Moby-Dick, which it had read 64 times in training, and continued by greedy decoding. ' +
      'Of the 1,000 words that the chapter had left, 780 (78 %) are in what it wrote, in near-verbatim blocks of at least 100 words (Ahmed et al. 2026); 75 % of the tokens are in exact blocks of at least 32. ' +
      'The longest exact block has 512 words; of 12 paragraphs 9 came out whole. By the definition “Exact, greedy”, the run counts as memorized. (Verbatim, release 2026-12, as recorded.)'
  );
  const ended = say(
    exhibit(
      slip(700, [], { ended: true }),
      { ...taken, paragraphs: { whole: 0, all: 12 } },
      { ...from, origin: 'live', judgment: '' }
    )
  );
  expect(ended).toContain('greedy decoding until it ended the text.');
  expect(ended).toContain(
    'of 12 paragraphs none came out whole. (Verbatim, release 2026-12, run in a browser.)'
  );
});

test('a run, or the probabilities of a chapter, are judged by a definition', () => {
  const [exact, near, , books, discoverable] = PRESETS.map(({ definition }) => definition);
  const judged = (tokens: number) => ({ means: 'greedy', tokens, wanted: 32, asked: 900 }) as const;
  expect(say(verdict(judged(700), exact!))).toBe(
    'By the definition “Exact, greedy”, the run counts as memorized: the first 700 tokens of 900 came word for word, and 32 are enough.'
  );
  expect(say(verdict(judged(0), exact!))).toBe(
    'By the definition “Exact, greedy”, the run does not count: nothing came word for word, and 32 are wanted.'
  );
  expect(say(verdict(judged(31), { ...near!, portion: { unit: 'share', value: 0.5 } }))).toContain(
    'By the definition set on the bench, the run does not count: the first 31 tokens of 900 came with up to 10 % wrong'
  );
  const places = { means: 'sample', counted: 120, places: 1465 } as const;
  expect(say(verdict(places, books!))).toBe(
    'By the definition “One sample, 1 in 1,000”, 120 of the chapter’s 1,465 places count: there the next 50 tokens appear in one draw with a probability of at least 0.1 %.'
  );
  expect(say(verdict(places, discoverable!))).toContain('in 10,000 draws with');
});

test('models, chapters, copies, thresholds and chances have names', () => {
  expect([modelName(small), modelName(twin)]).toEqual([
    '1.3M parameters',
    '5.9M parameters, each chapter once'
  ]);
  expect([
    readings(chapter, small),
    readings(chapter, twin),
    readings({ ...chapter, copies: 0 }, twin)
  ]).toEqual([64, 1, 0]);
  expect([0, 1, 64].map(copiesOf)).toEqual(['never read', 'one copy', '64 copies']);
  expect(chapterName(chapter)).toBe('47. It was a cloudy … (64 copies)');
  expect([1e-6, 0.0001, 0.001, 0.5].map((p) => say(thresholdName(p)))).toEqual([
    '1 in 1,000,000',
    '1 in 10,000',
    '0.1 %',
    '50 %'
  ]);
  expect(say(chance(Math.log(0.25)))).toMatch(/with a probability of 25 %\.$/);
  expect(chance(null)).toContain('cannot be drawn');
});

test('which sizes are there is said as long as some are missing', () => {
  const models = [small] as never;
  const large = { label: '15.7M', data: 'works' } as const;
  expect(published({ models, coming: [{ label: '5.9M', data: 'works' }, large, twin] })).toBe(
    'Published so far: the model of 1.3M parameters. Still in training: the models of 5.9M and 15.7M parameters and the twin of 5.9M, for which each chapter was planted once.'
  );
  expect(published({ models, coming: [] })).toBe('');
});
