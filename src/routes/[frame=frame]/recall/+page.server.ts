import { readRecallStart } from '#lib/server/recall.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ start: await readRecallStart() });
