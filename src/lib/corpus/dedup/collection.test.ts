import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TEXT_LIMITS, TextError, collectionOfText, idsOf, wordsOf } from './collection.ts';

const spelt = (text: string) => {
  const { collection, words } = collectionOfText(text);
  return collection.documents.map((document) => ({
    text: Array.from(idsOf(collection, document), (id) => words[id]).join(' '),
    copies: document.copies,
    title: document.title
  }));
};

test('empty lines part documents; equal ones are one with copies', () => {
  expect(spelt('a b\nc\n\n  d\r\n \r\na  b c')).toEqual([
    { text: 'a b c', copies: 2, title: 'Document 1' },
    { text: 'd', copies: 1, title: 'Document 2' }
  ]);
});

test('lines end as on any system', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    expect(spelt(`a${end}b${end}${end}c`).map(({ text }) => text)).toEqual(['a b', 'c']);
  }
});

test('lines of hyphens part documents, and empty lines no longer do', () => {
  expect(spelt('a\n\nb\n---\nc\n ----- \n\n---\nd -- e').map(({ text }) => text)).toEqual([
    'a b',
    'c',
    'd -- e'
  ]);
});

test('words are spelt as they are, and scripts without spaces are taken by character', () => {
  expect(wordsOf('Call me, “Ishmael”.')).toEqual(['Call', 'me,', '“Ishmael”.']);
  expect(wordsOf('我是a水手')).toEqual(['我', '是', 'a', '水', '手']);
  expect(wordsOf('شلوم 🐋🐋\u0000x \ud800')).toEqual(['شلوم', '🐋🐋\u0000x', '\ud800']);
});

test('says what is wrong with a text that it cannot take', () => {
  expect(() => collectionOfText(' \n\n\t')).toThrow(TextError);
  const { characters, documents } = TEXT_LIMITS;
  expect(collectionOfText('x'.repeat(characters)).collection.documents).toHaveLength(1);
  expect(collectionOfText('x\n\n'.repeat(documents)).collection.documents).toHaveLength(1);
  expect(() => collectionOfText('x'.repeat(TEXT_LIMITS.characters + 1))).toThrow(/1,000,001 characters/);
  expect(() => collectionOfText('x\n\n'.repeat(TEXT_LIMITS.documents + 1))).toThrow(/5,001 documents/);
});

test('loses no word and no copy of any text', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom('a', 'b', ' ', '\n', '\r', '-', '我', '🐋', '\u0000', '\ud800'),
        maxLength: 80
      }),
      (text) => {
        const all = wordsOf(text);
        if (all.length === 0) return;
        const { collection } = collectionOfText(text);
        const bars = text.match(/^[^\S\n\r]*-{3,}[^\S\n\r]*$/m);
        const total = collection.documents.reduce((sum, { length, copies }) => sum + length * copies, 0);
        if (!bars) expect(total).toBe(all.length);
        let at = 0;
        for (const { start, length } of collection.documents) {
          expect(start).toBe(at + 1);
          expect(length).toBeGreaterThan(0);
          at = start + length;
        }
        expect(at).toBe(collection.stream.length);
        // A 0 stands before each document and nowhere else, and every other id is smaller than the alphabet's size.
        expect(collection.stream.filter((id) => id === 0)).toHaveLength(collection.documents.length);
        expect(new Set(collection.stream).size).toBe(collection.alphabet);
        expect(Math.max(...collection.stream)).toBe(collection.alphabet - 1);
      }
    )
  );
});
