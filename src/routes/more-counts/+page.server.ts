import { readApparatus, readAppendices } from '#lib/server/content.ts';
import { readEvidence } from '#lib/server/evidence.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  const appendix = (await readAppendices()).find(({ slug }) => slug === 'more-counts')!;
  return {
    appendix,
    apparatus: await readApparatus(appendix),
    evidence: await readEvidence(appendix.slug)
  };
};
