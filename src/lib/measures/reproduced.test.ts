import { expect, test } from 'vitest';
import { overlapRate, reproduced } from './reproduced.ts';

const documents = ['the whale went down into the deep', 'and the boat was gone'];

test('a stretch counts from the least length on, and is as long as it stands there', () => {
  expect(reproduced('so the whale went up', documents, 10)).toEqual([{ start: 3, end: 18 }]);
  expect(reproduced('so the whale went up', documents, 15)).toEqual([{ start: 3, end: 18 }]);
  expect(reproduced('so the whale went up', documents, 16)).toEqual([]);
});

test('stretches that meet are one, over documents there is none', () => {
  expect(reproduced('the whale went and the boat was', documents, 10)).toEqual([{ start: 0, end: 31 }]);
  expect(reproduced('the deepand the', documents, 9)).toEqual([]);
});

test('the rate is the share of the characters', () => {
  expect(
    overlapRate('0123456789', [
      { start: 0, end: 2 },
      { start: 5, end: 8 }
    ])
  ).toBeCloseTo(0.5);
  expect(overlapRate('', [])).toBe(0);
});
