import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TEXT_LIMITS, TextError, collectionOfText } from './collection.ts';
import { placesOfWords, wordsOf } from './words.ts';

const spelled = (text: string) => {
  const { collection, spelling } = collectionOfText(text);
  return collection.documents.map(({ start, length, copies, title }) => ({
    text: Array.from({ length }, (_, i) => spelling.piece(start + i).trim()).join(' '),
    copies,
    title
  }));
};

test('empty lines part documents; equal ones are one with copies', () => {
  expect(spelled('a b\nc\n\n  d\r\n \r\na  b c')).toEqual([
    { text: 'a b c', copies: 2, title: 'Document 1' },
    { text: 'd', copies: 1, title: 'Document 2' }
  ]);
});

test('lines end as on any system', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    expect(spelled(`a${end}b${end}${end}c`).map(({ text }) => text)).toEqual(['a b', 'c']);
  }
});

test('lines of hyphens part documents, and empty lines no longer do', () => {
  expect(spelled('a\n\nb\n---\nc\n ----- \n\n---\nd -- e').map(({ text }) => text)).toEqual([
    'a b',
    'c',
    'd -- e'
  ]);
});

test('words are spelled as they are', () => {
  expect(wordsOf('Call me, “Ishmael”.')).toEqual(['Call', 'me,', '“Ishmael”.']);
  expect(wordsOf('شلوم 🐋🐋\u0000x \ud800')).toEqual(['شلوم', '🐋🐋\u0000x', '\ud800']);
});

test.each([
  ['Chinese', '我是a水手。「你好」，', ['我是', 'a', '水手。', '「你好」，']],
  ['Japanese', '東京に住む', ['東京', 'に', '住む']],
  ['Thai', 'ภาษาไทยง่าย', ['ภาษา', 'ไทย', 'ง่าย']],
  ['Khmer', 'ខ្ញុំទៅផ្ទះ', ['ខ្ញុំ', 'ទៅផ្ទះ']]
])('where a script puts no spaces, words are words all the same: %s', (_, text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test('what looks alike is the same word, however it is composed', () => {
  expect(spelled('Tramèr café\n\nTrame\u0300r cafe\u0301')).toMatchObject([{ copies: 2 }]);
  expect(spelled('한글\n\n' + '한글'.normalize('NFD'))).toMatchObject([{ copies: 2 }]);
});

test('cuts no character, of whatever parts it is made', () => {
  const unit = fc.constantFrom(
    ...[
      'a',
      ' ',
      '\n',
      '\r',
      '\t',
      '我',
      'ง',
      '่',
      '\u0e33',
      'ខ',
      '្',
      '។',
      '👩‍🚀',
      '👍🏽',
      '🇩🇪',
      '\u200d',
      '\u0301',
      '。',
      '「'
    ]
  );
  const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 14 }), (units) => {
      const text = units.join('');
      const starts = new Set(Array.from(characters.segment(text), ({ index }) => index)).add(text.length);
      let at = 0;
      for (const { from, to } of placesOfWords(text)) {
        expect(from).toBeGreaterThanOrEqual(at);
        expect(to).toBeGreaterThan(from);
        expect([starts.has(from), starts.has(to)]).toEqual([true, true]);
        expect(text.slice(at, from).trim()).toBe('');
        at = to;
      }
      expect(text.slice(at).trim()).toBe('');
    }),
    { numRuns: 2000 }
  );
});

test('knows where each document stands in the text', () => {
  const { text, parts, spelling, collection } = collectionOfText('a  b\r\n\r\n我们水手\r\n\r\na b\r\n');
  expect(text).toBe('a  b\n\n我们水手\n\na b\n');
  expect(parts.map(({ document, from, to }) => [document, text.slice(from, to)])).toEqual([
    [0, 'a  b'],
    [1, '我们水手'],
    [0, 'a b\n']
  ]);
  const [first, second] = collection.documents;
  expect(spelling.text(first!.start, first!.start + 2)).toBe('a  b');
  expect(spelling.text(second!.start, second!.start + second!.length)).toBe('我们水手');
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
