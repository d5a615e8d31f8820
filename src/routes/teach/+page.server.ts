import { minutesOf } from '#lib/teaching/guides.ts';
import { readChapters } from '#lib/server/content.ts';
import { readBank, readLabels, readTeachingGuides, readTeachingPlans } from '#lib/server/teaching.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  const [chapters, guides, bank] = await Promise.all([readChapters(), readTeachingGuides(), readBank()]);
  return {
    plans: await readTeachingPlans(),
    labels: await readLabels(),
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
