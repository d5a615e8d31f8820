// The content security policy: what a page of ours may load and run.

import { createHash } from 'node:crypto';

type Source = 'self' | 'none' | 'wasm-unsafe-eval' | 'unsafe-hashes' | 'blob:' | 'data:' | `sha256-${string}`;

/** The one inline style: with it SvelteKit hides what it says to screen readers (its root.svelte). */
const ANNOUNCER =
  'position: absolute; left: 0; top: 0; clip: rect(0 0 0 0); clip-path: inset(50%); overflow: hidden; white-space: nowrap; width: 1px; height: 1px';

/** As SvelteKit reads it. Each page carries it, with the checksums of the scripts and styles inlined in that page. */
export const POLICY = {
  'default-src': ['self'],
  'script-src': ['self', 'wasm-unsafe-eval'],
  // Otherwise styles come in sheets, from script, or as attributes of a drawing.
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

/**
 * What only a page can say: it knows the sums of what stands in it, for which `default-src` would stand in, and one page may
 * ask a host that the others may not.
 */
const OF_PAGES = ['default-src', 'script-src', 'style-src', 'connect-src'];

/**
 * A page, as SvelteKit writes it, whose policy lets it ask one host besides our own. Throws where the policy does not read as
 * expected.
 *
 * @param address what may be asked; of it the host counts
 */
export function allowing(html: string, address: string): string {
  const own = "connect-src 'self';";
  if (html.split(own).length !== 2)
    throw new Error('SvelteKit writes the policy of a page in another way: see allowing in policy.ts.');
  return html.replace(own, `connect-src 'self' ${new URL(address).origin};`);
}

/** The rest, as the value of a header that goes with every file. */
export const policyHeader = (): string =>
  Object.entries(POLICY)
    .filter(([name]) => !OF_PAGES.includes(name))
    .map(([name, sources]) => [name, ...sources.map(quoted)].join(' '))
    .join('; ');

const quoted = (source: Source): string => (source.endsWith(':') ? source : `'${source}'`);
