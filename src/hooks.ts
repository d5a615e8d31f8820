import type { Reroute } from '@sveltejs/kit/hooks';

/** A page under the address of its file is that page: some hosts, and course pages, link to `…/index.html`. */
export const reroute: Reroute = ({ url }) => url.pathname.replace(/\/index\.html$/, '/');
