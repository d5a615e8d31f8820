import { serveJson } from '#lib/server/made.ts';
import { readOutcomesFile } from '#lib/server/recall.ts';

export const prerender = true;

/** What the recall explorer counts with: the published results of all models, reduced to what its measures need. */
export const GET = async () => serveJson(await readOutcomesFile());
