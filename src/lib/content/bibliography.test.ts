import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readBibliography } from './bibliography.ts';

const misc = (fields: string) => `@misc{a2024, title = {T}, year = {2024}, howpublished = {arXiv}${fields}}`;
const authorsOf = (author: string) =>
  readBibliography(misc(`, author = {${author}}`), 'x.bib').get('a2024')!.authors;

test('writes authors as readers know them', () => {
  expect(authorsOf('Carlini, Nicholas and others')).toBe('Nicholas Carlini et al.');
  expect(authorsOf('Cooper, A. Feder and Grimmelmann, James')).toBe('A. Feder Cooper and James Grimmelmann');
  expect(authorsOf('Lee, Ann and Cooper, Bo and Roe, Cy')).toBe('Ann Lee, Bo Cooper and Cy Roe');
  expect(authorsOf('Plato')).toBe('Plato');
});

test.each([
  [misc(''), 'x.bib, a2024: "author"'],
  [misc(', author = {A}, volume = {3}'), 'x.bib, a2024: "volume"'],
  [misc(', author = {A}, url = {nowhere}'), 'x.bib, a2024: "url"'],
  ['@book{a2024, title = {T}}', 'x.bib, a2024: entries of type "book"'],
  ['@misc{a2024, title = {T}', 'x.bib: line 1']
])('names file and key of what it cannot use: %s', (source, message) => {
  expect(() => readBibliography(source, 'x.bib')).toThrow(message);
});

test('our own list can be read', () => {
  const references = readBibliography(
    readFileSync('content/references.bib', 'utf8'),
    'content/references.bib'
  );
  expect(references.get('cooper2025')).toMatchObject({
    title: 'The Files are in the Computer',
    year: '2025'
  });
});
