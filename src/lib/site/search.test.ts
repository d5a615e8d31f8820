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

test('accents, and the way that letters are put together, hide nothing', () => {
  for (const name of ['Tramèr', 'Tramèr'.normalize('NFD'), 'Tramer']) {
    const index = new SearchIndex(
      buildIndex([{ id: 'a/', page: 'A', title: 'A', text: `After ${name} et al.` }])
    );
    for (const query of ['Tramèr', 'Tramèr'.normalize('NFD'), 'tramer', 'TRAMÈ']) {
      const [hit] = index.find(query);
      expect(hit?.id, `${query} in ${name}`).toBe('a/');
      expect(snippet(hit!.text, hit!.words)).toContainEqual({ text: name, hit: true });
    }
  }
});

test('a script without spaces is found by any word of it', () => {
  const index = new SearchIndex(
    buildIndex([
      { id: 'ja/', page: 'J', title: 'J', text: '日本の著作権法は情報解析を許す。' },
      { id: 'th/', page: 'T', title: 'T', text: 'กฎหมายลิขสิทธิ์ไทย' },
      { id: 'ko/', page: 'K', title: 'K', text: '저작권 침해'.normalize('NFD') }
    ])
  );
  const found = (query: string) => index.find(query).map(({ id }) => id);
  expect(found('著作権')).toEqual(['ja/']);
  expect(found('ลิขสิทธิ์')).toEqual(['th/']);
  expect(found('저작권')).toEqual(['ko/']);
  expect(snippet('日本の著作権法は', ['著']).filter(({ hit }) => hit)).toEqual([{ text: '著', hit: true }]);
});

test('a number is one word, and no other number is like it', () => {
  const index = new SearchIndex(
    buildIndex([
      {
        id: 'a/',
        page: 'A',
        title: 'A',
        text: 'GPT-2 wrote 600,000 samples; the model has 15.7M parameters.'
      },
      { id: 'b/', page: 'B', title: 'B', text: 'They drew 500,000, of 7 and 15 kinds.' }
    ])
  );
  expect(index.find('600,000').map(({ id }) => id)).toEqual(['a/']);
  expect(index.find('15.7M').map(({ id }) => id)).toEqual(['a/']);
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

test('a snippet is never cut within a character', () => {
  const text = '👩‍👩‍👧'.repeat(100);
  const whole = /^(👩‍👩‍👧| |…)*$/u;
  for (const length of [10, 11, 80, 83]) {
    const shown = snippet(text, ['none'], length).map((piece) => piece.text);
    expect(shown.join('')).toMatch(whole);
  }
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
