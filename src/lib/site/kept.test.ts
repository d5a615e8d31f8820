import { expect, test } from 'vitest';
import { keptWords, repairedWords } from './kept.ts';

test('what is kept, in words', () => {
  expect(keptWords({ bytes: 0, files: 0, pages: 0, models: 0 })).toBe('Nothing is kept on this device.');
  expect(keptWords({ bytes: 4_200_000, files: 171, pages: 1, models: 0 })).toBe(
    'Kept on this device: 1 page and 170 files that these need; 4.2 MB in all.'
  );
  expect(keptWords({ bytes: 19_000_000, files: 180, pages: 3, models: 2 })).toBe(
    'Kept on this device: 3 pages, 2 models and 175 files that these need; 19 MB in all.'
  );
});

test('what a repair came to, in words', () => {
  expect(repairedWords({ damaged: 0, fetched: 0, missing: 0 })).toBe('Nothing that is kept is damaged.');
  expect(repairedWords({ damaged: 2, fetched: 1, missing: 1 })).toBe(
    'Damaged, and deleted: 2 files. Fetched anew: 1 file. Not to be had now: 1 file. Check your connection and try again.'
  );
});
