import { readCorpusSearch } from '#lib/server/corpus-search.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ corpus: await readCorpusSearch() });
