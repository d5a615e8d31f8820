// How much script each page of the built site begins with: what it imports before anyone presses anything.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildFolder } from './pages.ts';

interface Chunk {
  file: string;
  /** Other chunks that it cannot do without. */
  imports?: string[];
}

/** Every script of the build by the module that it began as, or a name of its own. */
const chunks = JSON.parse(
  readFileSync(join(buildFolder, '..', '.svelte-kit', 'output', 'client', '.vite', 'manifest.json'), 'utf8')
) as Record<string, Chunk>;
const names = Object.keys(chunks);
const byFile = new Map(names.map((name) => [chunks[name]!.file, name]));

/** What the `load` of a page imports besides: the text of a chapter, the view of a demo and what surrounds it. */
function text(page: string): string[] {
  const [first, second] = page.split('/').filter(Boolean);
  if (second && (first === 'demos' || first === 'embed')) {
    const views = first === 'demos' ? [`${second}/View`] : ['EmbedFrame', `${second}/Compact`];
    return views.map((view) => `src/lib/demos/${view}.svelte`);
  }
  const md = new RegExp(`^content/(chapters/\\d\\d-|appendices/)${first}/index.md$`);
  return names.filter((name) => md.test(name));
}

/** All that some chunks are, themselves included. */
function whole(first: readonly string[]): Set<string> {
  const found = new Set<string>();
  const take = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    chunks[name]!.imports?.forEach(take);
  };
  first.forEach(take);
  return found;
}

const sizes = new Map<string, number>();
function size(file: string): number {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(join(buildFolder, file))).length);
  return sizes.get(file)!;
}

/** Bytes of script, each file gzipped, that a page begins with. */
export function scriptBytes(page: string, html: string): number {
  const listed = /data-files="([^"]*)"/.exec(html)?.[1]?.split(' ') ?? [];
  const first = listed.flatMap((path) => byFile.get(path.replace(/^.*(?=_app\/)/, '')) ?? []);
  return [...whole([...first, ...text(page)])].reduce((sum, name) => sum + size(chunks[name]!.file), 0);
}
