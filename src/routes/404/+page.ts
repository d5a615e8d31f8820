// A host serves this file for addresses that lead nowhere: it needs no script of Svelte's, and lies at the top as 404.html.
export const csr = false;
export const trailingSlash = 'never';
