import type { Chapter } from '#lib/content/chapters.ts';
import { day } from '#lib/words/day.ts';
import { TITLE } from '#lib/site/site.ts';

/** What a citation says of a chapter. */
export type Cited = Pick<Chapter, 'number' | 'slug' | 'title' | 'checked'>;

/** A chapter as a list of references names it. @param address where it is; left out where that is not known */
export function citation({ number, title, checked }: Cited, address?: string): string {
  const end = /[.?!]$/.test(title) ? '' : '.';
  return `“${title}${end}” Chapter ${number} of ${TITLE}. Version of ${day(checked)}.${address ? ` ${address}` : ''}`;
}

/** The same as an entry for BibTeX. */
export function bibtex({ number, slug, title, checked }: Cited, address?: string): string {
  const fields = [
    ['author', '{The authors of Verbatim}'],
    ['title', title],
    ['howpublished', `Chapter ${number} of ${TITLE}`],
    ['year', checked.slice(0, 4)],
    ['note', `Version of ${day(checked)}`],
    ...(address ? [['url', address]] : [])
  ];
  return `@misc{verbatim-${slug},\n${fields.map(([name, value]) => `  ${name} = {${value}}`).join(',\n')}\n}`;
}
