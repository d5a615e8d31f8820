import { readReferences } from '#lib/server/content.ts';
import type { PageServerLoad } from './$types';

/** By author, or by title where there is none. */
const order = ({ authors, title }: { authors?: string; title: string }) => authors ?? title;

export const load: PageServerLoad = async () => ({
  references: [...(await readReferences()).values()].toSorted((a, b) =>
    order(a).localeCompare(order(b), 'en')
  )
});
