import type { RequestEvent } from '@sveltejs/kit';
import { buildIndex, type Found } from '#lib/site/search.ts';
import { sectionsOf } from '#lib/content/sections.ts';
import { DEMOS } from '#lib/demos/registry.ts';
import { readAppendices, readChapters } from './content.ts';

/** Pages besides chapters and appendices that are looked through. */
const PAGES = [
  'glossary',
  'cases',
  'method',
  'corpus',
  'references',
  'demos',
  'teach',
  'teach/class',
  'teach/review',
  ...DEMOS.map(({ name }) => `demos/${name}`)
];

/** What every chapter has and is not searched in it: the works referred to have a page of their own. */
const APPARATUS = /^(cite|references|ref-.*)$/;

let index: Promise<string> | undefined;

/** The index of the search, as a file: made once, from the pages as they are prerendered. */
export function readSearchIndex(fetch: RequestEvent['fetch']): Promise<string> {
  return (index ??= makeIndex(fetch));
}

async function makeIndex(fetch: RequestEvent['fetch']): Promise<string> {
  const slugs = [
    ...[...(await readChapters()), ...(await readAppendices())].map(({ slug }) => slug),
    ...PAGES
  ];
  const found: Found[] = [];
  for (const slug of slugs) {
    const response = await fetch(`/${slug}/`);
    if (!response.ok) throw new Error(`/${slug}/ cannot be looked through: ${response.status}`);
    const sections = sectionsOf(await response.text());
    const page = sections[0]!.title;
    for (const { id, title, text } of sections) {
      if (APPARATUS.test(id) || !text) continue;
      found.push({ id: `${slug}/${id && `#${id}`}`, page, title, text });
    }
  }
  return buildIndex(found);
}
