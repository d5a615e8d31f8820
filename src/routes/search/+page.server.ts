import { made } from '#lib/server/made.ts';
import { readSearchIndex } from '#lib/server/search.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ fetch }) => ({
  index: made('search/index.json', await readSearchIndex(fetch))
});
