import { readTeach } from '#lib/server/teach.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ start: await readTeach() });
