import { error } from '@sveltejs/kit';
import { drawCard } from '#lib/server/card.ts';
import { readChapters } from '#lib/server/content.ts';
import type { EntryGenerator, RequestHandler } from './$types';

export const prerender = true;

export const entries: EntryGenerator = async () => [
  { slug: 'home' },
  ...(await readChapters()).map(({ slug }) => ({ slug }))
];

/** The picture that stands beside a link to a chapter, or to any other page, where others post it. */
export const GET: RequestHandler = async ({ params }) => {
  const chapter = (await readChapters()).find(({ slug }) => slug === params.slug);
  if (!chapter && params.slug !== 'home') error(404, 'Not Found');
  const png = await drawCard(
    chapter
      ? { over: `Chapter ${chapter.number}`, title: chapter.title, under: chapter.summary }
      : {
          title: 'What language models remember, word for word',
          under: 'An article on memorization and copyright, with its experiment inside'
        }
  );
  return new Response(png, { headers: { 'content-type': 'image/png' } });
};
