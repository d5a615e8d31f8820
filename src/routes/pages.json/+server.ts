import { json } from '@sveltejs/kit';
import { readListed } from '#lib/server/listed.ts';
import type { RequestHandler } from './$types';

export const prerender = true;

/** Every page of the site by its path, for the page of a missing address. */
export const GET: RequestHandler = async () => json(await readListed());
