import { json } from '@sveltejs/kit';
import { readEmbeds } from '#lib/server/embeds.ts';

export const prerender = true;

/** The demos that other sites can frame, for whoever does so. */
export const GET = async () => json(await readEmbeds());
