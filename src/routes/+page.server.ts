import { readContents } from '#lib/server/content.ts';
import { readPublished } from '#lib/server/published.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({
  published: await readPublished(),
  contents: await readContents()
});
