import { readBenchStart } from '#lib/server/definition-bench.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ start: await readBenchStart() });
