import { readReferences, readTerms } from '#lib/server/content.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  const references = await readReferences();
  return {
    terms: [...(await readTerms()).values()].map(({ cite = [], ...term }) => ({
      ...term,
      references: cite.map((key) => references.get(key)!)
    }))
  };
};
