import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { error } from '@sveltejs/kit';
import { aboutDemo } from '#lib/demos/about.ts';
import { cardOf, cardPicture } from '#lib/demos/pictures.ts';
import { PLACES } from '#lib/demos/places.ts';
import { drawCard, type Card } from '#lib/server/card.ts';
import { readChapters } from '#lib/server/content.ts';
import type { EntryGenerator, RequestHandler } from './$types';

export const prerender = true;

export const entries: EntryGenerator = async () => [
  { slug: 'home' },
  ...PLACES.map(({ demo, named }) => ({ slug: cardOf(demo.name, named?.slug) })),
  ...(await readChapters()).map(({ slug }) => ({ slug }))
];

/** The picture of a demo or of a chapter's first figure; of another page that of what begins the first page. */
async function pictureFor(slug: string): Promise<Buffer | undefined> {
  const file = cardPicture(slug === 'home' ? cardOf('recital') : slug);
  return existsSync(file) ? readFile(file) : undefined;
}

/** What the card of a page says, by its name; undefined where no page has it. */
async function cardNamed(slug: string): Promise<Card | undefined> {
  if (slug === 'home')
    return {
      title: 'Language models remember some texts word for word.',
      under: 'An article on memorization and copyright, with its experiment inside'
    };
  const place = PLACES.find(({ demo, named }) => cardOf(demo.name, named?.slug) === slug);
  if (place) {
    const { demo, named } = place;
    return named
      ? { over: demo.title, title: named.title, under: named.says }
      : { over: 'Demo', title: demo.title, under: aboutDemo(demo.name).says };
  }
  const chapter = (await readChapters()).find((chapter) => chapter.slug === slug);
  return chapter && { over: `Chapter ${chapter.number}`, title: chapter.title, under: chapter.summary };
}

/** The picture shown beside a link to a chapter, a demo or any other page, where others post it. */
export const GET: RequestHandler = async ({ params }) => {
  const card = await cardNamed(params.slug);
  if (!card) error(404, 'Not Found');
  return new Response(await drawCard({ ...card, picture: await pictureFor(params.slug) }), {
    headers: { 'content-type': 'image/png' }
  });
};
