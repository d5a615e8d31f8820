// The questions for Moodle.
import { readBank } from '#lib/server/teaching.ts';
import { fullAddress, NAME } from '#lib/site/site.ts';
import { giftOf } from '#lib/teaching/gift.ts';
import type { RequestHandler } from './$types';

export const prerender = true;

export const GET: RequestHandler = async () => {
  const head = [`Questions of ${NAME}, CC BY 4.0 ${fullAddress('teach/questions/') ?? ''}`.trim()];
  return new Response(giftOf(await readBank(), NAME, head), {
    headers: { 'content-type': 'text/plain; charset=utf-8' }
  });
};
