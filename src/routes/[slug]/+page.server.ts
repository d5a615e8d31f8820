import { error } from '@sveltejs/kit';
import { experimentNumbers } from '#lib/article/experiment.ts';
import { readApparatus, readChapters } from '#lib/server/content.ts';
import { readPublished, readSummary } from '#lib/server/published.ts';
import type { EntryGenerator, PageServerLoad } from './$types';

/** Tokens of a passage that are given where the article counts what is recited. */
const GIVEN = 32;

export const entries: EntryGenerator = async () => (await readChapters()).map(({ slug }) => ({ slug }));

export const load: PageServerLoad = async ({ params }) => {
  const chapters = await readChapters();
  const at = chapters.findIndex(({ slug }) => slug === params.slug);
  const chapter = chapters[at];
  if (!chapter) error(404, 'Not Found');
  const published = await readPublished();
  return {
    chapter,
    previous: chapters[at - 1],
    next: chapters[at + 1],
    apparatus: await readApparatus(chapter),
    published,
    numbers: experimentNumbers(published.manifest, await readSummary(), GIVEN)
  };
};
