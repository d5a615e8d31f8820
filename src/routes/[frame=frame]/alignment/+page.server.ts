import { readAlignment } from '#lib/server/alignment.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ start: await readAlignment() });
