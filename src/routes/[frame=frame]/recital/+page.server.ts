import { readRecital } from '#lib/server/recital.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ recital: await readRecital() });
