import { serveJson } from '#lib/server/made.ts';
import { readSearchIndex } from '#lib/server/search.ts';
import type { RequestHandler } from './$types';

export const prerender = true;

/** What the search looks through. */
export const GET: RequestHandler = async ({ fetch }) => serveJson(await readSearchIndex(fetch));
