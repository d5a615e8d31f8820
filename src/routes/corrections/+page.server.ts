import { readChapters, readCorrections } from '#lib/server/content.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({
  corrections: await readCorrections(),
  titles: Object.fromEntries((await readChapters()).map(({ slug, title }) => [slug, title]))
});
