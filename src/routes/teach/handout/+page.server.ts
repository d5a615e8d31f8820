import { readLabels, readTeachingHandout } from '#lib/server/teaching.ts';
import { forStudents } from '#lib/teaching/plans.ts';
import type { PageServerLoad } from './$types';

/** Of the handout what students may see: nothing else reaches the page. */
export const load: PageServerLoad = async () => ({
  handout: forStudents(await readTeachingHandout()),
  labels: await readLabels()
});
