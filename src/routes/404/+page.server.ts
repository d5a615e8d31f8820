import { readListed } from '#lib/server/listed.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ pages: await readListed() });
