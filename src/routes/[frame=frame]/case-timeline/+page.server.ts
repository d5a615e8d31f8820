import { readLaw } from '#lib/server/law.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = readLaw;
