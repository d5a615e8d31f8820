// Every page of the site by its path, for an address that leads to none.
import { DEMOS } from '#lib/demos/registry.ts';
import type { Listed } from '#lib/site/likely.ts';
import { MORE, NAV } from '#lib/site/site.ts';
import { readChapters } from './content.ts';

export async function readListed(): Promise<Listed[]> {
  const chapters = await readChapters();
  return [
    ...chapters.map(({ slug, title }) => ({ path: `${slug}/`, title, kind: 'chapter' as const })),
    ...DEMOS.map(({ name, title }) => ({ path: `demos/${name}/`, title, kind: 'demo' as const })),
    ...[...NAV, ...MORE].map(([path, title]) => ({ path, title, kind: 'page' as const }))
  ];
}
