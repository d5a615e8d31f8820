import { readShortestPrompt } from '#lib/server/shortest-prompt.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ shown: await readShortestPrompt() });
