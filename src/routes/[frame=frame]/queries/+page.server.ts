import { readQueries } from '#lib/server/queries.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ start: await readQueries() });
