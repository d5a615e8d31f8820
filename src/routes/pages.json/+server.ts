import { json } from '@sveltejs/kit';
import type { Listed } from '#lib/site/likely.ts';
import { MORE, NAV } from '#lib/site/site.ts';
import { DEMOS } from '#lib/demos/registry.ts';
import { readChapters } from '#lib/server/content.ts';
import type { RequestHandler } from './$types';

export const prerender = true;

/** Every page of the site by its path, for an address that leads to none. */
export const GET: RequestHandler = async () => {
  const chapters = await readChapters();
  const pages: Listed[] = [
    ...chapters.map(({ slug, title }) => ({ path: `${slug}/`, title, kind: 'chapter' as const })),
    ...DEMOS.map(({ name, title }) => ({ path: `demos/${name}/`, title, kind: 'demo' as const })),
    ...[...NAV, ...MORE].map(([path, title]) => ({ path, title, kind: 'page' as const }))
  ];
  return json(pages);
};
