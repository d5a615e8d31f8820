import { expect, test } from 'vitest';
import { parseBibtex } from '#lib/content/bibtex.ts';
import { bibtex, citation } from './citation.ts';

const chapter = { number: 5, slug: 'what-is-memorized', title: 'How many copies?', checked: '2026-11-22' };
const address = 'https://example.org/what-is-memorized/';

test('a chapter is cited with its version, and with its address where that is known', () => {
  expect(citation(chapter, address)).toBe(
    '“How many copies?” Chapter 5 of Verbatim: what language models remember word for word. Version of 22 November 2026. https://example.org/what-is-memorized/'
  );
  expect(citation({ ...chapter, title: 'Copies' })).toMatch(/^“Copies\.” .* 22 November 2026\.$/);
});

test('the entry is BibTeX', () => {
  const [entry] = parseBibtex(bibtex(chapter, address));
  expect(entry).toEqual({
    type: 'misc',
    key: 'verbatim-what-is-memorized',
    fields: {
      author: 'The authors of Verbatim',
      title: 'How many copies?',
      howpublished: 'Chapter 5 of Verbatim: what language models remember word for word',
      year: '2026',
      note: 'Version of 22 November 2026',
      url: address
    }
  });
  expect(parseBibtex(bibtex(chapter))[0]!.fields).not.toHaveProperty('url');
});
