import { expect, test } from 'vitest';
import { wordDistance } from './distance.ts';
import { segmentsOf, textOf } from './segments.ts';
import { answer, asked, TOKENS, WAYS } from './ways.ts';

/** A tokenizer by which every character is a token. */
const letters = {
  encode: (text: string) => Array.from(text, (letter) => letter.charCodeAt(0)),
  decode: (ids: readonly number[]) => String.fromCharCode(...ids)
};
const TEXT = `"Hist!" said he, it's a whale`;
const IDS = letters.encode(TEXT);
const promptOf = (way: (typeof WAYS)[number], text = TEXT) =>
  letters.decode(asked(way, letters.encode(text), letters).ids);

test('each way is another writing of the same opening, and asks for as many tokens', () => {
  expect(promptOf('plain')).toBe(TEXT);
  expect(promptOf('pieces')).toBe(TEXT);
  expect(promptOf('capitals')).toBe(TEXT.toUpperCase());
  expect(promptOf('spaces')).toBe(`"Hist!"  said  he,  it's  a  whale`);
  expect(promptOf('quotes')).toBe('«Hist!» said he, it’s a whale');
  expect(promptOf('quotes', 'A whale')).toBe('«A whale');
  const changed = letters.encode(promptOf('changed'));
  expect(changed.flatMap((id, i) => (id === IDS[i] ? [] : [IDS.length - 1 - i]))).toEqual([6]);
  for (const way of WAYS) expect(asked(way, IDS, letters).count).toBe(TOKENS);
});

test.each([4, 10, 16, 32])('in pieces no run of %i tokens can be seen whole in a request', async (n) => {
  const ids = Array.from({ length: 32 }, (_, i) => 100 + i);
  const question = asked('pieces', ids, { encode: () => [1], decode: () => '' });
  const truth = Array.from({ length: 200 }, (_, i) => 100 + i);
  let known = 32;
  const requests: number[][] = [];
  const pieces = await answer({ ...question, others: [1, 2], count: TOKENS }, n, 0, (given, count) => {
    requests.push(given);
    const piece = truth.slice(known, (known += count));
    const seen = [...given, ...piece];
    // What whoever asks has is the truth but for one token, after which fewer than n come.
    const wrong = seen.flatMap((id, i) => (id === truth[i] ? [] : [i]));
    expect(wrong).toHaveLength(1);
    expect(seen.length - 1 - wrong[0]!).toBe(
      count < Math.floor((n - 1) / 3) ? n - 1 - Math.floor((n - 1) / 3) + count : n - 1
    );
    return Promise.resolve(piece.map((id) => ({ id, text: '', struck: [] })));
  });
  expect(pieces.flat().map(({ id }) => id)).toEqual(truth.slice(32, 32 + TOKENS));
  expect(requests.length).toBeGreaterThan(1);
});

test('pieces end where the model ends, or says nothing', async () => {
  const question = { ...asked('pieces', IDS, letters), count: 20 };
  const step = (id: number) => ({ id, text: '', struck: [] });
  const ended = await answer(question, 10, 0, () => Promise.resolve([step(7), step(0)]));
  expect(ended).toEqual([[step(7), step(0)]]);
  expect(await answer(question, 10, 0, () => Promise.resolve([]))).toEqual([[]]);
});

test('the words that would have to be changed are counted whatever their case and punctuation', () => {
  expect(wordDistance('CALL ME «ISHMAEL»', 'Call me Ishmael.', true)).toBe(0);
  expect(wordDistance('Call me a taxi', 'Call me Ishmael.', false)).toBe(2 / 4);
  // Cut off, it is held against as much of the book; ended, against all.
  expect(wordDistance('call me', 'Call me Ishmael.', false)).toBe(0);
  expect(wordDistance('call me', 'Call me Ishmael.', true)).toBe(1 / 3);
  expect(wordDistance('', 'Call me Ishmael.', true)).toBe(1);
  expect(wordDistance('…', '', false)).toBe(0);
});

test('an answer is drawn in stretches, with what was struck out before what was taken', () => {
  const step = (text: string, ...struck: string[]) => ({ id: 1, text, struck });
  const span = { start: 1, end: 3, kind: 'verbatim' as const, copies: 1, sources: [] };
  const segments = segmentsOf(
    [[step('Call'), step(' me'), step(' Ishm'), step('ael', 'uel')], [step('.')]],
    [span]
  );
  expect(segments).toEqual([
    { text: 'Call', verbatim: false, struck: [], again: false },
    { text: ' me Ishm', verbatim: true, struck: [], again: false },
    { text: 'ael', verbatim: false, struck: ['uel'], again: false },
    { text: '.', verbatim: false, struck: [], again: true }
  ]);
  expect(textOf(segments)).toBe('Call me Ishmael.');
});
