import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repeats, wordTrigrams } from './trigrams.ts';

test("the paper's own example", () => {
  expect([...wordTrigrams('my name my name my name')]).toEqual([
    ['my name my', 2],
    ['name my name', 2]
  ]);
});

test('half of the trigrams make a repeat, fewer do not', () => {
  const long = wordTrigrams('a b c d e f g');
  expect(repeats(wordTrigrams('a b c d'), long)).toBe(true);
  expect(repeats(wordTrigrams('a b c x y'), long)).toBe(false); // one of three
  expect(repeats(wordTrigrams('a b c x'), long)).toBe(true); // one of two
  expect(repeats(long, wordTrigrams('a b c'))).toBe(false); // one of five
});

test('every text repeats itself, and none another without a word in common', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const trigrams = wordTrigrams(text);
      expect(repeats(trigrams, trigrams)).toBe(true);
      if (trigrams.size > 0) expect(repeats(trigrams, new Map())).toBe(false);
    })
  );
});
