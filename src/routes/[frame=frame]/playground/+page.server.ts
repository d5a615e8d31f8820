import { readPlayground } from '#lib/server/published.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ published: await readPlayground() });
