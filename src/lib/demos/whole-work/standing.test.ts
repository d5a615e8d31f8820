import { expect, test } from 'vitest';
import { findOpening } from './find.ts';
import { filledPath, levelOf, THRESHOLDS } from './levels.ts';
import { Places, stretches, takenOf } from './standing.ts';

const BOOK = Array.from({ length: 200 }, (_, i) => i);
const astray = (n: number) => Array.from({ length: n }, (_, i) => 1000 + i);

test('the first stretch counts from its first token, later ones from 32 tokens on, wherever they stand', () => {
  const places = new Places(BOOK);
  const written = [
    ...BOOK.slice(10, 15),
    ...astray(7),
    ...BOOK.slice(60, 92),
    ...astray(2),
    ...BOOK.slice(0, 31)
  ];
  expect(stretches(places, 10, written)).toEqual([
    { at: 0, place: 10, length: 5 },
    { at: 12, place: 60, length: 32 }
  ]);
  expect(stretches(places, 10, astray(50))).toEqual([]);
  expect(stretches(places, 10, BOOK.slice(10))).toEqual([{ at: 0, place: 10, length: 190 }]);
});

/** A text of words, a token each; paragraphs of 40. */
const textOf = (ids: readonly number[]) => ({
  ids,
  pieces: ids.map((id) => `${id > 0 && id % 40 === 0 ? '\n\n' : ' '}w${id}`)
});

test('what is taken: words, the longest block, whole paragraphs', () => {
  const truth = textOf(BOOK);
  const all = takenOf(truth, truth);
  expect(all).toMatchObject({
    words: 200,
    near: { words: 200, share: 1 },
    exact: 1,
    longest: { tokens: 200, words: 200 },
    paragraphs: { whole: 5, all: 5 }
  });
  expect(all.spans.map(({ start, end }) => [start, end])).toEqual([[0, 200]]);
  const part = takenOf(truth, textOf([...BOOK.slice(0, 130), ...astray(70)]));
  expect(part).toMatchObject({
    near: { words: 130 },
    exact: 0.65,
    longest: { tokens: 130 },
    paragraphs: { whole: 3, all: 5 }
  });
  expect(part.spans.map(({ start, end }) => [start, end])).toEqual([[0, 130]]);
  expect(takenOf(truth, textOf(astray(200)))).toMatchObject({
    near: { words: 0, share: 0 },
    exact: 0,
    longest: { tokens: 0, words: 0 },
    paragraphs: { whole: 0, all: 5 },
    spans: []
  });
});

test('a place is filled by as many thresholds as it reaches', () => {
  expect(levelOf(null)).toBe(0);
  expect(levelOf(Math.log(1e-9))).toBe(0);
  expect(levelOf(Math.log(0.001))).toBe(THRESHOLDS.indexOf(0.001) + 1);
  expect(levelOf(0)).toBe(THRESHOLDS.length);
  expect(filledPath('0044040', 0.001)).toBe('M2 0h2v1h-2zM5 0h1v1h-1z');
  expect(filledPath('0044040', 0.01)).toBe('');
});

test('typed words are found where they stand, first at the beginning of a chapter', () => {
  const pieces = [' Call', ' me', ' Ish', 'mael', '.', ' Some', ' years'];
  const ids = (first: number) => [first, 1, 2, 3, 4, 5, 6];
  const work = (id: string, first: number) => ({
    id,
    chapter: 1,
    copies: 1,
    drawn: true,
    token_ids: ids(first)
  });
  const works = [work('other', 7), work('first', 0)];
  const piecesOf = (some: readonly number[]) => (some[0] === 7 ? ['Never', ...pieces] : pieces);
  expect(findOpening('call me, ISHMAEL.', works, piecesOf)).toEqual({ work: 'first', from: 0, given: 5 });
  expect(findOpening('Ishmael. Some', works, piecesOf)).toEqual({ work: 'other', from: 3, given: 4 });
  expect(findOpening('Ahab', works, piecesOf)).toBeNull();
  expect(findOpening(' … ', works, piecesOf)).toBeNull();
});
