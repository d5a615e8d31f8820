// The cases for other programs.
import { json } from '@sveltejs/kit';
import { rows } from '#lib/law/export.ts';
import { readLaw } from '#lib/server/law.ts';
import type { RequestHandler } from './$types';

export const prerender = true;

export const GET: RequestHandler = async () => {
  const { law } = await readLaw();
  return json({ as_of: law.as_of, events: rows(law) });
};
