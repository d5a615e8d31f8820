import { globSync } from 'node:fs';
import { join, sep } from 'node:path';

/** The folder of the built site. */
export const buildFolder = join(import.meta.dirname, '..', 'build');

/** Every prerendered page of the built site by its path, such as `/` and `/method/`. */
export function builtPages(): string[] {
  const files = globSync('**/index.html', { cwd: buildFolder });
  if (files.length === 0) throw new Error('There is no page in build/: run `npm run build` first.');
  return files.map((file) => `/${file.split(sep).slice(0, -1).join('/')}/`.replace('//', '/')).sort();
}

/** Whether the fragment of a link is the state of a demo, as src/lib/demos/link.ts writes it, and no place of a page. */
export const isState = (fragment: string): boolean => /^v=\d+(&|$)/.test(fragment);
