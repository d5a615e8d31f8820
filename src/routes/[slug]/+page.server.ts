import { error } from '@sveltejs/kit';
import { readApparatus, readChapters } from '#lib/server/content.ts';
import { readEvidence } from '#lib/server/evidence.ts';
import type { EntryGenerator, PageServerLoad } from './$types';

export const entries: EntryGenerator = async () => (await readChapters()).map(({ slug }) => ({ slug }));

export const load: PageServerLoad = async ({ params }) => {
  const chapters = await readChapters();
  const at = chapters.findIndex(({ slug }) => slug === params.slug);
  const chapter = chapters[at];
  if (!chapter) error(404, 'Not Found');
  return {
    chapter,
    previous: chapters[at - 1],
    next: chapters[at + 1],
    apparatus: await readApparatus(chapter),
    evidence: await readEvidence(chapter.slug)
  };
};
