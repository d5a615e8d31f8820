import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { givenOf, LONGEST, READY, SHORTEST } from './sentences.ts';
import { isWithheld, phasesOf, priceAt, recitals, shownAll, stageOf, told } from './shown.ts';
import type { Shown } from './start.ts';

const words = (ids: readonly number[]) => ids.map((id) => ` w${id}`).join('');
const point = (kind: Shown['kind'], matched: number) => ({
  kind,
  answer: Array.from({ length: 12 }, (_, i) => (i < matched ? i : 99)),
  matched,
  bits: 10
});
const shown = (...points: [Shown['kind'], number][]) =>
  shownAll(
    points.map(([kind, matched]) => point(kind, matched)),
    12,
    words
  );

test('marked is what equals the sentence, ten tokens or all, and only where it was read', () => {
  const marked = shown([null, 12], ['other', 12], ['read', 9], ['read', 10], ['other', 12]).map(
    ({ text, marked }) => text.slice(0, marked)
  );
  expect(marked.slice(0, 3)).toEqual(['', '', '']);
  expect(marked[3]).toBe(words([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
  expect(marked[4]).toBe(words([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]));
  const [short] = shownAll([{ kind: 'read', answer: [1, 2, 3], matched: 3, bits: 1 }], 3, words);
  expect(short!.marked).toBe(words([1, 2, 3]).length);
});

test('says where a lesson stands', () => {
  expect(stageOf(shown([null, 0]))).toBe('before any reading');
  expect(stageOf(shown([null, 0], ['read', 1]))).toBe('after 1 reading');
  const long = shown([null, 0], ['read', 1], ['read', 12], ['other', 3], ['unlearn', 0], ['read', 2]);
  expect(phasesOf(long).map(({ kind, steps }) => `${kind} ${steps}`)).toEqual([
    'read 2',
    'other 1',
    'unlearn 1',
    'read 1'
  ]);
  expect(stageOf(long)).toBe(
    'after 2 readings, 1 step of other text, 1 step of unlearning and 1 further reading'
  );
});

test('says what a model knows', () => {
  const say = (...points: [Shown['kind'], number][]) =>
    told('1.3M', { asked: 12, points: shown([null, 0], ...points) });
  expect(say()).toBe('Before any reading, the 1.3M model goes on with words of its own.');
  expect(say(['read', 3])).toBe('The 1.3M model has 3 of 12 tokens right after 1 reading.');
  expect(say(['read', 3], ['read', 12])).toBe('Having read the sentence 2 times, the 1.3M model recites it.');
  expect(say(['read', 12], ['other', 12])).toBe(
    'The 1.3M model recites the sentence after 1 reading and 1 step of other text.'
  );
});

test('counts the readings up to each time that the sentence came whole', () => {
  const of = (...points: [Shown['kind'], number][]) =>
    recitals({ asked: 12, points: shown([null, 0], ...points) });
  expect(of(['read', 3])).toEqual([]);
  expect(of(['read', 3], ['read', 12], ['read', 12])).toEqual([2]);
  expect(of(['read', 12], ['other', 12], ['other', 2], ['unlearn', 0], ['read', 3], ['read', 12])).toEqual([
    1, 2
  ]);
});

test('the filter withholds what begins with the sentence', () => {
  expect(shown([null, 0], ['read', 7], ['read', 8]).map((p) => isWithheld(p, 12))).toEqual([
    false,
    false,
    true
  ]);
  expect(isWithheld(shown(['read', 3])[0]!, 3)).toBe(true);
});

test('the price is the last that was looked at', () => {
  const price = { exposure: 1, bitsPerByte: 2, kept: 3 };
  const points = shownAll([{ ...point(null, 0), price }, point('read', 1)], 12, words);
  expect(priceAt(points)).toEqual({ price, at: 0 });
  expect(priceAt([])).toBeNull();
});

test('what is given ends with a word, and is a quarter of the sentence or a little more', () => {
  expect(givenOf([' a', ' b', 'c', 'd', ' e', ' f', ' g', ' h', ' i', ' j', ' k', ' l'])).toBe(4);
  expect(givenOf(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])).toBe(2);
  expect(SHORTEST).toBeLessThan(LONGEST);
});

test('no run of thirteen tokens of a ready sentence stands in the training text', async () => {
  const { Tokenizer } = await import('#lib/release/bpe.ts');
  const tokenizer = new Tokenizer(JSON.parse(await readFile('static/lab/2026-12/tokenizer.json', 'utf8')));
  const bytes = await readFile('static/lab/2026-12/corpus/tokens.bin');
  const tokens = new Uint16Array(Uint8Array.from(bytes).buffer);
  for (const { text } of READY) {
    const ids = tokenizer.encode(text);
    expect(ids.length).toBeLessThanOrEqual(LONGEST);
    let longest = 0;
    for (let i = 0; i < tokens.length; i++) {
      for (let at = ids.indexOf(tokens[i]!); at >= 0; at = ids.indexOf(tokens[i]!, at + 1)) {
        let n = 0;
        while (at + n < ids.length && ids[at + n] === tokens[i + n]) n++;
        longest = Math.max(longest, n);
      }
    }
    expect(longest, text).toBeLessThan(13);
  }
});
