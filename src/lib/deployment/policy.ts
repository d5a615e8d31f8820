// The content security policy: what a page of ours may load and run.

import { createHash } from 'node:crypto';

type Source = 'self' | 'none' | 'wasm-unsafe-eval' | 'unsafe-hashes' | 'blob:' | 'data:' | `sha256-${string}`;

/** The one style that stands within an element: SvelteKit hides so what it says to screen readers (its root.svelte). */
const ANNOUNCER =
  'position: absolute; left: 0; top: 0; clip: rect(0 0 0 0); clip-path: inset(50%); overflow: hidden; white-space: nowrap; width: 1px; height: 1px';

/** As SvelteKit reads it. Each page carries it, with the sums of the scripts and styles that stand in that page. */
export const POLICY = {
  'default-src': ['self'],
  'script-src': ['self', 'wasm-unsafe-eval'],
  // Else styles come in sheets, from script, or as attributes of a drawing.
  'style-src': ['self', 'unsafe-hashes', `sha256-${createHash('sha256').update(ANNOUNCER).digest('base64')}`],
  // See src/lib/worker/start.ts.
  'worker-src': ['self', 'blob:'],
  'connect-src': ['self'],
  'img-src': ['self', 'data:'],
  'font-src': ['self'],
  'frame-src': ['self'],
  'manifest-src': ['self'],
  'media-src': ['none'],
  'object-src': ['none'],
  'base-uri': ['self'],
  'form-action': ['self']
} satisfies Record<string, Source[]>;

/** What only a page can say, since it knows the sums of what stands in it; `default-src` would stand in for it. */
const OF_PAGES = ['default-src', 'script-src', 'style-src'];

/** The rest, as the value of a header that goes with every file. */
export const policyHeader = (): string =>
  Object.entries(POLICY)
    .filter(([name]) => !OF_PAGES.includes(name))
    .map(([name, sources]) => [name, ...sources.map(quoted)].join(' '))
    .join('; ');

const quoted = (source: Source): string => (source.endsWith(':') ? source : `'${source}'`);
