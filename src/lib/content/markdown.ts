import type { MdsvexOptions } from 'mdsvex';
import { headingAnchors } from './headings.ts';

/** How a chapter becomes a Svelte component: the same for pages, tests and the index of the search. */
export const MARKDOWN = {
  extensions: ['.md'],
  // Quotation marks are typed as they should appear: automatic ones would break those within expressions.
  smartypants: false,
  rehypePlugins: [headingAnchors]
} satisfies MdsvexOptions;
