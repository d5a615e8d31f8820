import { readCoder } from '#lib/server/coder.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ coder: await readCoder() });
