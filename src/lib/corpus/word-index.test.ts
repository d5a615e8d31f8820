import { expect, test } from 'vitest';
import { Vocabulary } from '#lib/release/vocabulary.ts';
import { makeCorpus } from './fixture.ts';
import { CorpusIndex } from './corpus-index.ts';
import { WordIndex } from './word-index.ts';

/** Every printable character of ASCII is a token. */
const letters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
const tokenizer = {
  model: {
    vocab: Object.fromEntries(['<|bos|>', ...letters].map((text, id) => [text.replace(' ', 'Ġ'), id]))
  },
  added_tokens: [{ id: 0 }]
};
const idsOf = (text: string) => Array.from(text, (letter) => letters.indexOf(letter) + 1);
const corpus = makeCorpus([
  { ids: idsOf('Call me Ishmael. Some years ago'), raw: 128 },
  { ids: idsOf('Fellow citizens of the Senate, some years ago we met'), raw: 1 },
  { ids: idsOf('Never read by anybody at all'), raw: 0 }
]);
const index = new CorpusIndex(corpus.tokens, corpus.documents);
const words = new WordIndex(index, new Vocabulary(tokenizer));

test('runs of words are counted with copies, whatever their case and punctuation, within a document', () => {
  expect(words.count(['some', 'years', 'ago'])).toBe(129);
  expect(words.count(['some', 'years', 'ago'], 'dedup')).toBe(2);
  expect(words.count(['ishmael', 'some'])).toBe(128);
  expect(words.count(['ago', 'fellow'])).toBe(0);
  expect(words.count(['whale'])).toBe(0);
});

test('a run is completed by what is new in a text, and not by what stood there before', () => {
  expect(words.completesRun(['call'], ['call', 'me'], 2)).toBe(true);
  expect(words.completesRun(['call', 'me'], ['call', 'me'], 2)).toBe(false);
  expect(words.completesRun(['call', 'me'], ['call', 'me', 'a'], 2)).toBe(false);
  expect(words.completesRun(['call', 'm'], ['call', 'me'], 2)).toBe(true);
  // Two words at once.
  expect(words.completesRun(['x'], ['x', 'call', 'me', 'y'], 2)).toBe(true);
});

test('a text is like the document that has most of its runs of three words', () => {
  expect(words.likeness('CALL ME, ISHMAEL! Some years later')).toEqual({ share: 3 / 4, document: 'd0' });
  expect(words.likeness('It was some years ago')).toEqual({ share: 1 / 3, document: 'd0' });
  expect(words.likeness('some years ago we')).toEqual({ share: 1, document: 'd1' });
  expect(words.likeness('never read by anybody')).toEqual({ share: 0, document: null });
  for (const text of ['', 'two words', '🙂 … —'])
    expect(words.likeness(text)).toEqual({ share: 0, document: null });
});

test('the index of a corpus filters and compares once its words are indexed, and says so before', () => {
  const fresh = new CorpusIndex(corpus.tokens, corpus.documents);
  const [given, next] = [idsOf('CALL M'), idsOf('Ea')];
  expect(() => fresh.likeness('text')).toThrow(/not indexed/);
  expect(() => fresh.stops(given, next, { n: 2, folded: true })).toThrow(/not indexed/);
  expect(fresh.stops(idsOf('Call m'), idsOf('ea'), { n: 7, folded: false })).toEqual([true, false]);
  expect(fresh.stops(idsOf('Call m'), idsOf('ea'), { n: 8, folded: false })).toEqual([false, false]);
  fresh.foldBy(tokenizer);
  fresh.foldBy(tokenizer);
  expect(fresh.stops(given, next, { n: 2, folded: true })).toEqual([true, false]);
  expect(fresh.stops(given, next, { n: 2, folded: false })).toEqual([false, false]);
  expect(fresh.likeness('call me ishmael').document).toBe('d0');
});
