import { expect, test } from 'vitest';
import type { Hits, Opened } from './attack.ts';
import { best, documentsIn, estimated, estimatesOf, finding, leftOver, verdict } from './words.ts';

const hits = (copies: Partial<Record<Hits['order'], number>>, inspected = 100): Hits[] =>
  (['zlib', 'perplexity', 'window', 'unranked'] as const).map((order) => ({
    order,
    inspected,
    copies: copies[order] ?? 0
  }));

test('one ranking is the best only where it is told apart from the others; ties are told as ties', () => {
  const alone = hits({ zlib: 90, perplexity: 20, window: 30, unranked: 10 });
  expect(best(alone).map(({ order }) => order)).toEqual(['zlib']);
  expect(verdict(alone)).toBe(
    'The best ranking is zlib: 90 of its first 100 samples hold a copy. Taken as they come, 10 of 100 do.'
  );
  expect(verdict(hits({ zlib: 90, window: 90 }))).toMatch(
    /^The rankings by zlib and window tie: 90 of their first 100 samples/
  );
  expect(verdict(hits({ zlib: 90, window: 88 }))).toMatch(
    /^The rankings by zlib and window are too close to tell apart: 90 and 88 of their first 100 samples/
  );
  expect(verdict(hits({ zlib: 9, perplexity: 2, window: 3 }, 20))).toMatch(/too close to tell apart/);
});

const opened = (change: Partial<Opened> = {}): Opened => ({
  copies: 3,
  curve: [],
  seen: { finds: 10, kinds: 4, once: 2, twice: 0 },
  found: ['p1', 'p2', 'p3', 'p4'],
  eidetic: [],
  ...change
});

test('estimates stand beside what is known to be there', () => {
  const estimates = estimatesOf(opened(), ['p1', 'p7', 'p8']);
  expect(estimates).toEqual({ found: 4, truth: 6, chao1: 5, chance: 0.2, once: 2, finds: 10 });
  expect(estimated(estimates, 32)).toContain('a lower bound, is 5 passages, 1 fewer than we know of: 6 came');
  expect(estimated({ ...estimates, truth: 5 }, 32)).toContain('as many as we know of');
  expect(estimated({ ...estimates, truth: 4 }, 32)).toContain('1 more than we know of');
  const none = estimatesOf(opened({ seen: { finds: 0, kinds: 0, once: 0, twice: 0 }, found: [] }), []);
  expect(estimated(none, 32)).toMatch(/^No passage of the ladder came/);
});

test('what stands first is of the samples that there are', () => {
  const what = { count: 1024, told: null, recorded: false, accused: 2 };
  expect(finding({ ...what, count: 0 })).toMatch(/^Nothing is drawn yet/);
  expect(finding(what)).toBe(
    '1,024 samples, and the corpus is closed. Which of them are copied from the training data? You have accused 2.'
  );
  expect(finding({ ...what, told: opened(), recorded: true })).toMatch(
    /^3 of 1,024 recorded samples \(0\.29\s%\) hold 32/
  );
  expect(finding({ ...what, told: opened({ copies: 0 }) })).toMatch(/^None of 1,024 samples/);
});

test('documents, and the time that is left', () => {
  expect(documentsIn({ from: 1, to: 1 })).toBe('one document');
  expect(documentsIn({ from: 2, to: 3 })).toBe('2 to 3 documents');
  expect(documentsIn({ from: 128, to: Infinity })).toBe('128 documents or more');
  expect(leftOver(3)).toBe('about 5 seconds left');
  expect(leftOver(200)).toBe('about 3 minutes left');
});
