import { minutesOf } from '#lib/teaching/guides.ts';
import { readChapters } from '#lib/server/content.ts';
import { readLaw } from '#lib/server/law.ts';
import { readLabels, readTeachingGuides } from '#lib/server/teaching.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  const [chapters, guides, { law }] = await Promise.all([readChapters(), readTeachingGuides(), readLaw()]);
  return {
    labels: await readLabels(),
    as_of: law.as_of,
    guides: guides.map((guide, at) => {
      const { number, slug, title, minutes, goals } = chapters[at]!;
      return { ...guide, number, slug, title, minutes, goals, inClass: minutesOf(guide) };
    })
  };
};
