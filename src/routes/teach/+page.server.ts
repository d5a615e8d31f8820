import { DEMOS } from '#lib/demos/registry.ts';
import { readPackageSizes } from '#lib/server/course.ts';
import { minutesOf } from '#lib/teaching/guides.ts';
import { readChapters } from '#lib/server/content.ts';
import { readBank, readLabels, readTeachingGuides, readTeachingPlans } from '#lib/server/teaching.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  const [chapters, guides, bank] = await Promise.all([readChapters(), readTeachingGuides(), readBank()]);
  return {
    plans: await readTeachingPlans(),
    labels: await readLabels(),
    demos: DEMOS.map(({ name, title }) => ({ name, title })),
    sizes: readPackageSizes(),
    questions: bank.reduce((sum, { questions }) => sum + questions.length, 0),
    chapters: chapters.map(({ number, slug, title, minutes }, at) => ({
      number,
      slug,
      title,
      minutes,
      inClass: minutesOf(guides[at]!)
    }))
  };
};
