import type { Handle } from '@sveltejs/kit/hooks';

/** The two fonts that a page begins with: asked for in the page's head, they are there before it is first drawn. */
const FIRST = /(literata-latin-wght-normal|source-sans-3-latin-wght-normal)\.[\w-]+\.woff2$/;

/** Script is not preloaded: a page is read before it is used, and on a slow line script would come before the text. */
export const handle: Handle = ({ event, resolve }) =>
  resolve(event, { preload: ({ type, path }) => type === 'css' || FIRST.test(path) });
