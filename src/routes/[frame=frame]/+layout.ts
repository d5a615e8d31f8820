import { arrive } from '#lib/ui/arrive.ts';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ params, data }) => ({
  ...data,
  Frame:
    params.frame === 'embed'
      ? (await arrive(() => import('#lib/demos/EmbedFrame.svelte'))).default
      : undefined
});
