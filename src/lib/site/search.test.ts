import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildIndex, SearchIndex, snippet } from './search.ts';

const sections = [
  {
    id: 'a/',
    page: 'A machine',
    title: 'A machine',
    text: 'A model goes on from a prefix, one token after another.'
  },
  { id: 'a/#recite', page: 'A machine', title: 'It can recite', text: 'GPT-2 wrote names and addresses.' },
  {
    id: 'b/#dedup',
    page: 'How many copies',
    title: 'Deduplication',
    text: 'The twin read each passage once.'
  }
];
const index = new SearchIndex(buildIndex(sections));
const ids = (query: string) => index.find(query).map(({ id }) => id);

test('finds words in headings and text, begun and misspelt ones too', () => {
  expect(ids('deduplication')).toEqual(['b/#dedup']);
  expect(ids('dedup')).toEqual(['b/#dedup']);
  expect(ids('deduplicaton')).toEqual(['b/#dedup']);
  expect(ids('PREFIX token')).toEqual(['a/']);
  expect(ids('GPT-2')).toEqual(['a/#recite']);
});

test('where no section holds all the words, those with some of them come', () => {
  expect(ids('twin addresses').toSorted()).toEqual(['a/#recite', 'b/#dedup']);
});

test('any query is answered', () => {
  expect(ids('')).toEqual([]);
  expect(ids('zzzz')).toEqual([]);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (query) => {
      for (const { id } of index.find(query)) expect(sections.map((section) => section.id)).toContain(id);
    })
  );
});

test('what is no index is refused', () => {
  expect(() => new SearchIndex('<!doctype html>')).toThrow();
});

test('a snippet shows the word that was found', () => {
  const text = `${'Before it all. '.repeat(30)}Here the needle stands. ${'And after it. '.repeat(30)}`;
  const pieces = snippet(text, ['needle']);
  expect(pieces.filter(({ hit }) => hit)).toEqual([{ text: 'needle', hit: true }]);
  expect(pieces[0]!.text).toBe('… ');
  expect(pieces.at(-1)!.text).toBe(' …');
  expect(snippet('Short.', ['none'])).toEqual([{ text: 'Short.', hit: false }]);
  expect(snippet('', [])).toEqual([]);
});

test('a snippet is a piece of the text, not much longer than asked, and holds a word that is there', () => {
  const word = fc.stringMatching(/^[a-zé]{1,300}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 60 }), fc.nat(), (words, at) => {
      const text = words.join(' ');
      const wanted = words[at % words.length]!;
      const pieces = snippet(text, [wanted], 80);
      const shown = pieces
        .map((piece) => piece.text)
        .join('')
        .replace(/^… | …$/g, '');
      expect(text).toContain(shown);
      expect(shown.length).toBeLessThanOrEqual(81);
      if (wanted.length < 50) expect(pieces).toContainEqual({ text: wanted, hit: true });
    })
  );
});
