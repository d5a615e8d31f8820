import { readCloze } from '#lib/server/recorded.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ cloze: await readCloze() });
