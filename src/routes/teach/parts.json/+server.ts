import { serveJson } from '#lib/server/made.ts';
import { readParts } from '#lib/server/parts.ts';
import type { RequestHandler } from './$types';

export const prerender = true;

/** What packages have besides files of the site. */
export const GET: RequestHandler = async ({ fetch }) => serveJson(JSON.stringify(await readParts(fetch)));
