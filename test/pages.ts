import { globSync } from 'node:fs';
import { join, sep } from 'node:path';

/** The folder of the built site. */
export const buildFolder = join(import.meta.dirname, '..', 'build');

/** The pages and frames of named states, each of which is that of its demo in another state. */
const NAMED = /^\/(demos|embed)\/[^/]+\/[^/]+\/$/;

/**
 * Every prerendered page of the built site by its path, such as `/` and `/method/`.
 *
 * @param named whether those of named states are among them
 */
export function builtPages({ named = false } = {}): string[] {
  const files = globSync('**/index.html', { cwd: buildFolder });
  if (files.length === 0) throw new Error('There is no page in build/: run `npm run build` first.');
  const pages = files.map((file) => `/${file.split(sep).slice(0, -1).join('/')}/`.replace('//', '/')).sort();
  return named ? pages : pages.filter((page) => !NAMED.test(page));
}

/** Whether the fragment of a link is the state of a demo, as src/lib/demos/link.ts writes it, and no place of a page. */
export const isState = (fragment: string): boolean => /^v=\d+(&|$)/.test(fragment);
