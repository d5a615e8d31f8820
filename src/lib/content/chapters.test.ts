import { expect, test } from 'vitest';
import { isWritten, readChapter, tableOfContents } from './chapters.ts';

const file = '/content/chapters/02-fair-use/index.md';
const frontMatter = {
  title: 'T',
  summary: 'S',
  minutes: 5,
  goals: ['G'],
  checked: '2026-11-22',
  headings: []
};
const planned = (number: number, slug: string) => ({ number, slug, title: 'T', summary: 'S' });

test('a chapter is called and counted after its folder', () => {
  expect(readChapter(file, frontMatter)).toEqual({ ...frontMatter, number: 2, slug: 'fair-use', file });
  expect(() => readChapter('/content/chapters/fair-use/index.md', frontMatter)).toThrow('01-introduction');
});

test.each([
  ['missing', { ...frontMatter, minutes: undefined }, '"minutes"'],
  ['unknown', { ...frontMatter, minute: 5 }, '"minute"'],
  ['not a day', { ...frontMatter, checked: 'yesterday' }, '"checked"'],
  ['empty', { ...frontMatter, goals: [] }, '"goals"'],
  ['not there at all', undefined, '"title"']
])('front matter that is %s fails by file and key', (_, metadata, key) => {
  expect(() => readChapter(file, metadata)).toThrow(`${file}: `);
  expect(() => readChapter(file, metadata)).toThrow(key);
});

test('written and planned chapters make one table of contents', () => {
  const contents = tableOfContents(
    [readChapter(file, frontMatter)],
    [planned(3, 'examples'), planned(1, 'introduction')],
    'p.json'
  );
  expect(contents.map(({ slug }) => slug)).toEqual(['introduction', 'fair-use', 'examples']);
  expect(contents.map(isWritten)).toEqual([false, true, false]);
});

test.each([
  ['both written and planned', [planned(1, 'a'), planned(2, 'fair-use')]],
  ['left out', [planned(3, 'c')]],
  ['under one slug', [planned(1, 'fair-use')]],
  ['with an unknown key', [{ ...planned(1, 'a'), demos: [] }]]
])('a chapter %s fails', (_, list) => {
  expect(() => tableOfContents([readChapter(file, frontMatter)], list, 'p.json')).toThrow('p.json: ');
});
