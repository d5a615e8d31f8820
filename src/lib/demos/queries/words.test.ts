import { expect, test } from 'vitest';
import {
  chanceOf,
  drawingName,
  greedyOf,
  groupOf,
  readName,
  tallyOf,
  triesFor,
  triesName,
  triesNeeded
} from './words.ts';

/** With the space that does not break before the sign. */
const spaced = (text: string) => text.replaceAll('\u00a0%', ' %');

test('tries, from few to more than anybody makes', () => {
  expect([1, 1000].map(triesName)).toEqual(['one try', '1,000 tries']);
  // log(0.5) / log(0.999) = 692.8; ln 2 · 10⁶ = 693,147; ln 2 · 10¹² = 6.9 · 10¹¹.
  expect([0.6, 1e-3, 1e-6, 1e-12].map((z) => triesFor(Math.log(z), 0.5))).toEqual([
    '1',
    '693',
    '690,000',
    '10¹²'
  ]);
  expect([0, Math.log(0.1), -Infinity].map((logprob) => triesNeeded(logprob, 0.5))).toEqual([
    '1 try',
    '7 tries',
    'no number of tries'
  ]);
});

test('ways of drawing, and of reading', () => {
  expect(drawingName({ temperature: 0.5, topK: 40 })).toBe(
    'from the 40 likeliest tokens, at temperature 0.5'
  );
  expect(drawingName({ temperature: 1, topK: 0 })).toBe('from all tokens, at temperature 1');
  expect(drawingName({ temperature: 2, topK: 1 })).toBe('the likeliest token each time');
  expect([readName(0, 'dedup'), readName(16, 'raw'), readName(16, 'dedup')]).toEqual([
    'never read',
    'read 16 times',
    'read once, and by its sibling 16 times'
  ]);
});

test('a passage: what greedy decoding makes of it, and what a try gives', () => {
  expect(greedyOf(32, 32)).toBe('Greedy decoding gives the 32 tokens.');
  expect(greedyOf(20, 32)).toBe('Greedy decoding misses: it goes wrong at token 21 of 32.');
  expect(spaced(chanceOf(Math.log(0.5)))).toBe(
    'One try gives it with a probability of 50 %: 1 try for 50 %, 4 for 90 %.'
  );
  expect(spaced(chanceOf(Math.log(1 / 2400)))).toBe(
    'One try in 2,400 gives it: 1,664 tries for 50 %, 5,526 for 90 %.'
  );
  expect(spaced(chanceOf(-6.54 * Math.LN10))).toBe(
    'One try in 3,500,000 gives it: 2,400,000 tries for 50 %, 8,000,000 for 90 %.'
  );
  expect(chanceOf(-12.2 * Math.LN10)).toBe('One try in 10¹² gives it: more than anybody makes.');
  expect(chanceOf(-Infinity)).toContain('it never comes');
  expect(chanceOf(0)).toBe('Drawn so, every try gives it.');
});

test('a group', () => {
  const group = { passages: 48, read: 'read 16 times', recited: 31, within: 34, n: 1000, p: 0.5 };
  expect(spaced(groupOf(group))).toBe(
    'Of 48 passages read 16 times, greedy decoding gives 31; in 1,000 tries each, 34 come with a probability of at least 50 %.'
  );
  expect(spaced(groupOf({ ...group, n: 1, within: 1 }))).toContain('; in one try, one comes with');
  expect(groupOf({ ...group, within: null })).toBe('Of 48 passages read 16 times, greedy decoding gives 31.');
});

test('samples, beside what the probability promised', () => {
  // 1 - 0.99^100 = 0.634
  expect(spaced(tallyOf({ drawn: 100, hits: 0, furthest: 27 }, 32, Math.log(0.01)))).toBe(
    'None of 100 is the passage; the best has 27 of 32 tokens right. The probability promised 1, and at least one with 63 %.'
  );
  expect(spaced(tallyOf({ drawn: 100, hits: 1, furthest: 32 }, 32, null))).toBe(
    '1 of 100 is the passage (1 %, 95 % interval 0.18 % to 5.4 %).'
  );
  expect(tallyOf({ drawn: 16, hits: 0, furthest: 0 }, 32, -60)).toContain('promised less than 0.01');
});
