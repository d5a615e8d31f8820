import { readPlayground, readSmallPlayground } from '#lib/server/published.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params }) => ({
  published: await (params.frame === 'embed' ? readSmallPlayground() : readPlayground())
});
