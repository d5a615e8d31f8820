import { error } from '@sveltejs/kit';
import type { Chapter, ChapterLink } from '#lib/content/chapters.ts';
import { readApparatus, readChapters, readCorrections } from '#lib/server/content.ts';
import { readEvidence } from '#lib/server/evidence.ts';
import type { EntryGenerator, PageServerLoad } from './$types';

export const entries: EntryGenerator = async () => (await readChapters()).map(({ slug }) => ({ slug }));

const link = (chapter: Chapter | undefined): ChapterLink | undefined =>
  chapter && { slug: chapter.slug, title: chapter.title };

export const load: PageServerLoad = async ({ params }) => {
  const chapters = await readChapters();
  const at = chapters.findIndex(({ slug }) => slug === params.slug);
  const chapter = chapters[at];
  if (!chapter) error(404, 'Not Found');
  return {
    chapter,
    previous: link(chapters[at - 1]),
    next: link(chapters[at + 1]),
    corrections: (await readCorrections()).filter(({ chapter }) => chapter === params.slug).length,
    apparatus: await readApparatus(chapter),
    evidence: await readEvidence(chapter.slug)
  };
};
