import { readReferences } from '#lib/server/content.ts';
import type { PageServerLoad } from './$types';

/** By key: it begins with the name by which a paper or a case goes, and ends with its year. */
export const load: PageServerLoad = async () => ({
  references: [...(await readReferences()).values()].toSorted((a, b) => a.key.localeCompare(b.key, 'en'))
});
