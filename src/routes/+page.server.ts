import { readContents } from '#lib/server/content.ts';
import { readHome } from '#lib/server/home.ts';
import { readRecital } from '#lib/server/recital.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({
  recital: await readRecital(),
  experiment: await readHome(),
  contents: await readContents()
});
