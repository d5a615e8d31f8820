import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CorpusIndex } from '#lib/corpus/corpus-index.ts';
import { makeCorpus } from '#lib/corpus/fixture.ts';
import { lookUp, MANY, placesOf, type Letters } from './look-up.ts';

/** A tokenizer of words, each with the space before it. */
function wordsOf(texts: readonly string[]): Letters {
  const names = ['', ...new Set(texts.flatMap((text) => text.match(/ ?\S+/g) ?? []))];
  return {
    names,
    encode: (text) => (text.match(/ ?\S+/g) ?? []).map((word) => Math.max(names.indexOf(word), -1)),
    decode: (ids) => ids.map((id) => names[id]).join(''),
    piece: (id) => names[id] ?? '?'
  };
}

function libraryOf(texts: readonly string[]) {
  const letters = wordsOf(texts);
  const { tokens, documents } = makeCorpus(
    texts.map((text, i) => ({ ids: letters.encode(text), raw: i + 1 }))
  );
  const known = (id: string) => documents.find((document) => document.id === id)!;
  return { letters, known, library: new CorpusIndex(tokens, documents) };
}

test('a phrase is found in mid-text and at a beginning, with copies; each place has its words', async () => {
  const shelves = libraryOf(['the whale and the sea', 'the whale', 'so the whale sank']);
  const found = await lookUp(' the whale\n', shelves);
  expect([found.count, found.places]).toEqual([6, 3]);
  expect(
    found.shown.map(({ title, before, match, after }) => [title, `${before}[${match}]${after}`])
  ).toEqual([
    ['Document 2', 'so [the whale] sank'],
    ['Document 1', '[the whale]'],
    ['Document 0', '[the whale] and the sea']
  ]);
  // The end of a text is something that comes next too.
  expect(found.next).toEqual([
    { text: ' sank', count: 3 },
    { text: '', count: 2 },
    { text: ' and', count: 1 }
  ]);
});

test('of a text that is not there whole the longest stretch is told', async () => {
  const shelves = libraryOf(['call me by my name', 'so call me what you will']);
  const found = await lookUp('please call me what', shelves);
  expect([found.count, found.places, found.shown]).toEqual([0, 0, []]);
  expect(found.longest).toEqual({ text: 'call me what', tokens: 3, copies: 2, documents: ['Document 1'] });
  const none = await lookUp('🐋', shelves);
  expect([none.count, none.longest]).toEqual([0, null]);
  const empty = await lookUp('  ', shelves);
  expect([empty.count, empty.pieces, empty.longest]).toEqual([0, [], null]);
});

test('counts and places equal a search of the words', async () => {
  const words = (most: number) =>
    fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: most }).map((all) => all.join(' '));
  await fc.assert(
    fc.asyncProperty(fc.array(words(12), { minLength: 1, maxLength: 4 }), words(3), async (texts, phrase) => {
      const shelves = libraryOf(texts);
      const { count, places, shown } = await lookUp(phrase, shelves);
      const places_ = texts.map((text) => {
        const [all, wanted] = [text.split(' '), phrase.split(' ')];
        return all.filter((_, at) => wanted.every((word, i) => all[at + i] === word)).length;
      });
      expect(places).toBe(places_.reduce((sum, n) => sum + n, 0));
      expect(count).toBe(places_.reduce((sum, n, i) => sum + n * (i + 1), 0));
      const all = await placesOf(phrase, { from: 0, many: 100 }, shelves);
      expect(all).toHaveLength(places);
      expect(shown).toEqual(all.slice(0, MANY));
      const [first, rest] = await Promise.all([
        placesOf(phrase, { from: 0, many: 2 }, shelves),
        placesOf(phrase, { from: 2, many: 100 }, shelves)
      ]);
      expect([...first, ...rest]).toEqual(all);
    })
  );
});
