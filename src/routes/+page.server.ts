import { readContents } from '#lib/server/content.ts';
import { readPairs, readPlayground } from '#lib/server/published.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({
  published: await readPlayground(),
  pairs: await readPairs(),
  contents: await readContents()
});
