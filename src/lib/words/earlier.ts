/** Said where a page asks for what a newer deployment of the site no longer has. `Status` offers to reload after it. */
export const EARLIER_VERSION = 'This page is from an earlier version of the site.';
