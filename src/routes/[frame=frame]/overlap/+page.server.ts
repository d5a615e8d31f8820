import { readOverlap } from '#lib/server/overlap.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ start: await readOverlap() });
