import type { Reroute } from '@sveltejs/kit/hooks';

/**
 * A page under the address of its file is that page: some hosts, and course pages, link to `…/index.html`. A named state of a
 * demo (src/lib/demos/named.ts) is the page of the demo.
 */
export const reroute: Reroute = ({ url }) =>
  url.pathname.replace(/\/index\.html$/, '/').replace(/(\/(?:demos|embed)\/[^/]+\/)[^/]+\/$/, '$1');
