import { viewsFor } from '#lib/demos/frame.svelte.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, data }) => ({
  ...data,
  views: await viewsFor(params.frame, {
    View: () => import('#lib/demos/deduplication-lab/View.svelte'),
    Compact: () => import('#lib/demos/deduplication-lab/Compact.svelte')
  })
});
