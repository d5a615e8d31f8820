import { readLabStart } from '#lib/server/deduplication.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ start: await readLabStart() });
