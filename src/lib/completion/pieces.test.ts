import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Span } from '#lib/release/record.ts';
import { displayPieces, marks, stretches, visible } from './pieces.ts';

const decode = (bytes: number[]) => new TextDecoder().decode(new Uint8Array(bytes));
const pieces = (bytes: number[]) => displayPieces(bytes, (i) => decode([bytes[i]!]), decode);

describe('display pieces', () => {
  test('show a character with the token that completes it', () => {
    expect(pieces([...new TextEncoder().encode('a😀é')])).toEqual(['a', '', '', '', '😀', '', 'é']);
  });

  test('joined are the text, one for each token', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        const bytes = [...new TextEncoder().encode(text)];
        expect(pieces(bytes)).toHaveLength(bytes.length);
        expect(pieces(bytes).join('')).toBe(text);
      })
    );
  });

  test('do not wait for ever for bytes that are no text', () => {
    expect(pieces([0x80, 0x80, 0x80, 0x80, 0x61]).join('')).toContain('a');
    expect(pieces([0x61, 0xf0, 0x9f])).toEqual(['a', '', '\ufffd']);
  });
});

const span = (start: number, end: number, kind: Span['kind']): Span => ({
  start,
  end,
  kind,
  copies: 1,
  sources: []
});

describe('marks', () => {
  test('verbatim wins over near-verbatim', () => {
    expect(marks(6, [span(1, 3, 'verbatim'), span(0, 5, 'near')])).toEqual([
      'near',
      'verbatim',
      'verbatim',
      'near',
      'near',
      'own'
    ]);
  });

  test('stay within the completion', () => {
    expect(marks(2, [span(1, 9, 'verbatim')])).toEqual(['own', 'verbatim']);
  });

  test('gather into stretches', () => {
    expect(stretches(['own', 'verbatim', 'verbatim', 'own'])).toEqual([
      { mark: 'own', from: 0, to: 1 },
      { mark: 'verbatim', from: 1, to: 3 },
      { mark: 'own', from: 3, to: 4 }
    ]);
    expect(stretches([])).toEqual([]);
  });
});

test('blanks are visible', () => {
  expect([' a', 'a', '\n', ''].map(visible)).toEqual(['␣a', 'a', '⏎', '∅']);
});
