import { readWholeWork } from '#lib/server/works.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ start: await readWholeWork() });
