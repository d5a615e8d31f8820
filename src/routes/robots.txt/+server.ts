import { fullAddress } from '#lib/site/site.ts';
import type { RequestHandler } from './$types';

export const prerender = true;

/** Everything may be read. Where the address of the site is known, robots are told the list of its pages. */
export const GET: RequestHandler = () => {
  const sitemap = fullAddress('sitemap.xml');
  const text = `User-agent: *\nAllow: /\n${sitemap ? `\nSitemap: ${sitemap}\n` : ''}`;
  return new Response(text, { headers: { 'content-type': 'text/plain' } });
};
