import { readCopyStart } from '#lib/server/copy.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  const start = await readCopyStart();
  return { start, law: { as_of: start.as_of } };
};
