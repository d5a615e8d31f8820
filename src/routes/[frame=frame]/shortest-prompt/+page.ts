import { viewsFor } from '#lib/demos/frame.svelte.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, data }) => ({
  ...data,
  views: await viewsFor(params.frame, {
    View: () => import('#lib/demos/shortest-prompt/View.svelte'),
    Compact: () => import('#lib/demos/shortest-prompt/Compact.svelte')
  })
});
