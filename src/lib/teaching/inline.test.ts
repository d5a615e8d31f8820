import fc from 'fast-check';
import { expect, test } from 'vitest';
import { htmlOf, piecesOf, plainOf } from './inline.ts';

test('asterisks are italics in pairs, and themselves alone', () => {
  expect(piecesOf('*Ross* and *Getty*, 3 * 4')).toEqual([
    { text: 'Ross', italic: true },
    { text: ' and ', italic: false },
    { text: 'Getty', italic: true },
    { text: ', 3 * 4', italic: false }
  ]);
  expect(plainOf('In *Ross* it was')).toBe('In Ross it was');
});

test('HTML is escaped', () => {
  expect(htmlOf('*A* < B & "C"')).toBe('<p><i>A</i> &lt; B &amp; &quot;C&quot;</p>');
});

test('nothing of a text is lost but its pairs of asterisks', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '*', '<', ' ', '\n') }), (text) => {
      expect(plainOf(text).replaceAll('*', '')).toBe(text.replaceAll('*', ''));
    })
  );
});
