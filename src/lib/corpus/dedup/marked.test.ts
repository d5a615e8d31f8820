import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collectionOfText } from './collection.ts';
import { markText, markedText } from './marked.ts';
import { Deduplicator } from './deduplicator.ts';

/** A marked text in letters: what stays in square brackets, what goes in braces, and a copy by its first. */
const drawn = (text: string, min: number) =>
  markText(text, min).documents.map(({ copyOf, pieces }) => {
    const words = pieces.map(({ text, run }) =>
      run === null ? text : run === 'stays' ? `[${text}]` : `{${text}}`
    );
    return copyOf === null ? words.join('') : `= ${copyOf}`;
  });

test('of a run the first place stays, the others go, and copies are named', () => {
  expect(drawn('x a b  c.\n\n\n\nd a b  c. e\r\n\r\nx a b c.\n\na b', 3)).toEqual([
    'x [a b  c.]',
    'd {a b  c.} e',
    '= 1',
    'a b'
  ]);
});

test('marks the characters of the reader, whatever their script and composition', () => {
  expect(drawn('我是水手。你好吗\n\n他说：我是水手。', 2)).toEqual([
    '[我是水手。]你好吗',
    '他说：{我是水手。}'
  ]);
  expect(drawn('a cafe\u0301 👩‍🚀 b\n\nc café 👩‍🚀 d', 2)).toEqual(['a [cafe\u0301 👩‍🚀] b', 'c {café 👩‍🚀} d']);
});

test('loses no letter, and agrees with what is counted', () => {
  const unit = fc.constantFrom('a ', 'b ', 'c ', '\n', '\n\n', '我', '🐋 ', '---\n');
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 40 }), fc.integer({ min: 2, max: 4 }), (units, min) => {
      const text = units.join('');
      if (/^[-\s]*$/.test(text)) return;
      const collection = collectionOfText(text);
      const deduplicator = new Deduplicator(collection.collection, collection.spelling);
      const { documents, inRuns } = markedText(collection, deduplicator, min);
      expect(inRuns).toBe(deduplicator.exact(min).once);
      const letters = (of: string) => of.replaceAll(/\s|^ *---$/gm, '');
      // Pieces follow each other in a line, so that dashes within one do not come to stand in a line of their own.
      const all = documents.map(({ pieces }) => pieces.map((piece) => piece.text).join('')).join('\n');
      expect(letters(all)).toBe(letters(text));
    }),
    { examples: [[['a ', '---\n', 'c ', '---\n', 'c '], 2]] }
  );
});
