import { arrive } from '#lib/ui/arrive.ts';
import type { PageLoad } from './$types';

// Not imported by the page: bundled with it, the demo would leave its own pages without its styles.
export const load: PageLoad = async ({ data }) => ({
  ...data,
  Recital: (await arrive(() => import('#lib/demos/recital/View.svelte'))).default
});
