// The questions for Canvas.
import { readBank } from '#lib/server/teaching.ts';
import { zipOf } from '#lib/packages/zip.ts';
import { fullAddress, NAME } from '#lib/site/site.ts';
import { packageOf } from '#lib/teaching/qti.ts';
import type { RequestHandler } from './$types';

export const prerender = true;

export const GET: RequestHandler = async () => {
  const about = `Questions of ${NAME}, CC BY 4.0 ${fullAddress('teach/questions/') ?? ''}`.trim();
  return new Response(zipOf(packageOf(await readBank(), NAME, about)), {
    headers: { 'content-type': 'application/zip' }
  });
};
