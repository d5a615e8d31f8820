import { json } from '@sveltejs/kit';
import { readBenchTable } from '#lib/server/definition-bench.ts';

export const prerender = true;

/** What the definition bench counts with: the published results of all models, packed. */
export const GET = async () => json(await readBenchTable());
