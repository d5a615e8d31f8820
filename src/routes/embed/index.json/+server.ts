import { json } from '@sveltejs/kit';
import { readEmbeds } from '#lib/server/embeds.ts';

export const prerender = true;

/** The demos that can stand in a frame on another site, for whoever puts them there. */
export const GET = async () => json(await readEmbeds());
