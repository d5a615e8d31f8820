import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold, foldedWords } from './fold.ts';

test('case, accents and the way that letters are put together make no difference', () => {
  expect(fold('Tramèr')).toBe('tramer');
  expect(fold('Tramèr'.normalize('NFD'))).toBe('tramer');
  expect(fold('ÉCOLE')).toBe('ecole');
  expect(fold('ﬁle')).toBe('file');
  expect(fold('copy\u00adright')).toBe('copyright');
});

test('a script keeps the signs that make its words', () => {
  expect(fold('หนังสือ')).toBe('หนังสือ');
  expect(fold('कविता')).toBe('कविता');
  expect(fold('한글'.normalize('NFD'))).toBe('한글');
});

test('composed and decomposed are one, and folding twice is folding once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(fold(text.normalize('NFC'))).toBe(fold(text.normalize('NFD')));
      expect(fold(fold(text))).toBe(fold(text));
    })
  );
});

test('the words of a text are the same in capitals, between other marks and with other blanks', () => {
  const words = ['it', 's', 'ahab', 's', 'leg', '1851'];
  expect(foldedWords("“It's Ahab's leg, 1851.”")).toEqual(words);
  expect(foldedWords('«IT’S  AHAB’S\nLEG; 1851»')).toEqual(words);
  expect(foldedWords(' … — ')).toEqual([]);
});
