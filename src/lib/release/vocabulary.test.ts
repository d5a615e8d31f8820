import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Tokenizer } from '@huggingface/tokenizers';
import { TokenText, Vocabulary } from './vocabulary.ts';

const json = JSON.parse(readFileSync(new URL('../lm/fixtures/tiny/tokenizer.json', import.meta.url), 'utf8'));
const vocabulary = new Vocabulary(json);
const tokenizer = new Tokenizer(json, { clean_up_tokenization_spaces: false });
const encode = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids;

test('decoding undoes encoding, whatever the text', () => {
  const codePoints = fc.array(fc.integer({ min: 0, max: 0x10ffff }));
  fc.assert(
    fc.property(codePoints, (points) => {
      const text = String.fromCodePoint(...points).toWellFormed(); // lone surrogates are no text
      expect(vocabulary.decode(encode(text))).toBe(text);
    })
  );
  for (const text of ['', '\u0000\u001b', '\ufeffmark', 'שלום עולם', '👩‍🚀 ok', 'a\r\n\tb  c']) {
    expect(vocabulary.decode(encode(text))).toBe(text);
  }
});

test('a character appears when its last byte has come', () => {
  const ids = encode('a🦑b');
  expect(ids).toHaveLength(6);
  const text = new TokenText(vocabulary);
  expect(ids.map((id) => text.push(id))).toEqual(['a', 'a', 'a', 'a', 'a🦑', 'a🦑b']);
  expect(text.end()).toBe('a🦑b');
});

test('a text at once is the text token by token, also where the bytes form no character', () => {
  const ids = fc.array(fc.integer({ min: 0, max: vocabulary.size - 1 }));
  fc.assert(
    fc.property(ids, (ids) => {
      const text = new TokenText(vocabulary);
      for (const id of ids) text.push(id);
      expect(vocabulary.decode(ids)).toBe(text.end());
    })
  );
});

test('half a character shows as one that is missing', () => {
  const [a, first] = encode('a🦑');
  expect(vocabulary.piece(first!)).toBe('\ufffd');
  expect(vocabulary.decode([a!, first!])).toBe('a\ufffd');
});

test('the start mark has no text', () => {
  expect(vocabulary.piece(0)).toBe('');
  expect(vocabulary.size).toBe(400);
});
