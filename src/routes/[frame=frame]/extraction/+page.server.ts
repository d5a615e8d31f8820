import { readExtraction } from '#lib/server/extraction.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ start: await readExtraction() });
