import { expect, test } from 'vitest';
import { finding, lengths } from './words.ts';

const text = 'a'.repeat(200);

test('says the share, the longest run and how many addresses have it', () => {
  const measured = {
    text,
    runs: [
      [0, 60],
      [40, 40],
      [150, 25]
    ] as [number, number][],
    addresses: 37
  };
  expect(finding(measured, 50, 227)).toBe(
    '30\u00a0% of its 200 characters lie in runs of 50 or more that appear in the training text. The longest has 60 characters and appears in 37 of the 227 addresses.'
  );
  expect(finding(measured, 20, 227)).toMatch(/^53\u00a0% of its 200/);
  expect(finding({ ...measured, addresses: 1 }, 80, 227)).toBe(
    'Nothing of it lies in a run of 80 characters or more that appears in the training text. Its longest run has 60 characters and appears in one of the 227 addresses.'
  );
  expect(finding({ ...measured, addresses: 0 }, 50, 227)).toMatch(
    /in no address, only in text that was planted\.$/
  );
});

test('a text without any run, and one without a character', () => {
  expect(finding({ text, runs: [], addresses: 0 }, 50, 227)).toBe(
    'No 20 characters in a row of it appear in the training text.'
  );
  expect(finding({ text: '', runs: [], addresses: 0 }, 50, 227)).toMatch(/nothing to measure/);
});

test('tells how long the marked stretches are, the longest first, and of many the first few', () => {
  const of = (...all: number[]) => all.map((length, at) => ({ start: 1000 * at, end: 1000 * at + length }));
  expect(lengths([])).toBe('nothing marked');
  expect(lengths(of(52, 243, 61))).toBe('marked stretches: 243, 61 and 52 characters');
  expect(lengths(of(50, 51, 52, 53, 54, 55, 56, 57, 58, 59))).toBe(
    'marked stretches: 59, 58, 57, 56, 55, 54, 53, 52 characters, and 2 more'
  );
});
