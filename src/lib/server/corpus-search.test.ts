import { expect, test } from 'vitest';
import { readCorpusSearch } from './corpus-search.ts';
import { readCorpus } from './corpus.ts';

const { recorded, phrases, addresses } = await readCorpusSearch();
const { index, tokenizer } = await readCorpus();
/** The addresses as texts: none was planted in copies. */
const texts = index.documents
  .filter(({ kind }) => kind === 'address')
  .map(({ id }) => tokenizer.decode(index.getDoc(id)!.ids));

/** How often a phrase of whole words appears in a text. */
const timesIn = (text: string, phrase: string): number => {
  const signs = phrase.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return [...text.matchAll(new RegExp(`(?<![\\p{L}\\p{N}])${signs}(?![\\p{L}\\p{N}])`, 'gu'))].length;
};

test('the recorded search counts what a search of the words finds', () => {
  const found = texts.reduce((sum, text) => sum + timesIn(text, recorded.text), 0);
  expect(recorded.text).toBe('the state of the Union');
  expect([recorded.count, recorded.places]).toEqual([found, found]);
  for (const { match } of recorded.shown) expect(match.trim()).toBe(recorded.text);
});

test('what presidents always say is in as many addresses, and no phrase is cut within a word', () => {
  expect(addresses).toBe(texts.length);
  expect(phrases.length).toBeGreaterThan(8);
  for (const { text, words, addresses: said, places } of phrases) {
    expect(text.split(' ')).toHaveLength(words);
    const times = texts.map((address) => timesIn(address, text));
    expect(times.filter((n) => n > 0).length, text).toBe(said);
    expect(
      times.reduce((sum, n) => sum + n, 0),
      text
    ).toBe(places);
  }
});
