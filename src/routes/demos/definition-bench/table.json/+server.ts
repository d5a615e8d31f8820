import { serveJson } from '#lib/server/made.ts';
import { readTableFile } from '#lib/server/definition-bench.ts';

export const prerender = true;

/** What the definition bench counts with: the published results of all models, packed. */
export const GET = async () => serveJson(await readTableFile());
