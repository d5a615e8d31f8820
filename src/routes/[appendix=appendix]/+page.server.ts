import { error } from '@sveltejs/kit';
import { readApparatus, readAppendices } from '#lib/server/content.ts';
import { readEvidence } from '#lib/server/evidence.ts';
import type { EntryGenerator, PageServerLoad } from './$types';

export const entries: EntryGenerator = async () =>
  (await readAppendices()).map(({ slug }) => ({ appendix: slug }));

export const load: PageServerLoad = async ({ params }) => {
  const appendix = (await readAppendices()).find(({ slug }) => slug === params.appendix);
  if (!appendix) error(404, 'Not Found');
  return {
    appendix,
    apparatus: await readApparatus(appendix),
    evidence: await readEvidence(appendix.slug)
  };
};
