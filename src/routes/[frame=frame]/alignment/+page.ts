import { viewsFor } from '#lib/demos/frame.svelte.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, data }) => ({
  ...data,
  views: await viewsFor(params.frame, {
    View: () => import('#lib/demos/alignment/View.svelte'),
    Compact: () => import('#lib/demos/alignment/Compact.svelte')
  })
});
