import { json } from '@sveltejs/kit';
import { readRecallOutcomes } from '#lib/server/recall.ts';

export const prerender = true;

/** What the recall explorer counts with: the published results of all models, reduced to what its measures need. */
export const GET = async () => json(await readRecallOutcomes());
