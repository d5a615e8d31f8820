import { readFilter } from '#lib/server/filter.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ start: await readFilter() });
