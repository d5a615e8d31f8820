import { readBank } from '#lib/server/teaching.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ sections: await readBank() });
