// The cases for a spreadsheet.
import { csv, rows } from '#lib/law/export.ts';
import { readLaw } from '#lib/server/law.ts';
import type { RequestHandler } from './$types';

export const prerender = true;

export const GET: RequestHandler = async () => {
  const { law } = await readLaw();
  return new Response(csv(rows(law)), { headers: { 'content-type': 'text/csv; charset=utf-8' } });
};
