import { createHash } from 'node:crypto';
import type { Handle } from '@sveltejs/kit/hooks';
import { allowing } from '#lib/deployment/policy.ts';
import { WEB_COUNTS } from '#lib/site/site.ts';

/** The two fonts that a page begins with: asked for in the page's head, they are there before it is first drawn. */
const FIRST = /(literata-latin-wght-normal|source-sans-3-latin-wght-normal)\.[\w-]+\.woff2$/;

/** The script by which Svelte takes a page over, as SvelteKit writes it. */
const KIT = /<script>(?=\s*\{\s*__sveltekit_)([\s\S]*?<\/script>)/;

/**
 * Puts src/inline/boot.ts after the script of SvelteKit, which begins when the boot script lets it: its text stays as it is,
 * and so does its hash in the policy.
 */
function withBoot(html: string, files: Iterable<string>): string {
  if (!KIT.test(html))
    throw new Error('SvelteKit starts a page in another way: see withBoot in src/hooks.server.ts.');
  return html.replace(
    KIT,
    (_, rest: string) =>
      `<script type="text/plain" data-files="${[...files].join(' ')}">${rest}<script>${import.meta.env.BOOT}</script>`
  );
}

/**
 * A host serves 404.html at any depth, so its addresses begin at the folder of BASE_PATH or SITE_URL, else at the top of the host.
 * With script src/inline/missing.ts finds the folder of the site by itself.
 */
function fromTheTop(html: string): string {
  const moved = html
    .replace(/((?:href|src|action)="|url\()\.\//g, `$1${import.meta.env.TOP}`)
    .replace('</body>', () => `<script>${import.meta.env.MISSING}</script></body>`);
  // Styles hold addresses too, and the policy their hashes.
  const now = styleHashes(moved);
  return styleHashes(html).reduce((page, hash, i) => page.replaceAll(hash, () => now[i]!), moved);
}

const styleHashes = (html: string): string[] =>
  [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, text]) =>
    createHash('sha256').update(text!).digest('base64')
  );

/** The one page that may ask another host: when a reader presses for a count at web scale. */
const withHosts = (html: string, route: string | null): string =>
  route === '/corpus' && WEB_COUNTS ? allowing(html, WEB_COUNTS) : html;

/** Script is not preloaded: a page is read before it is used, and on a slow line script would come before the text. */
export const handle: Handle = ({ event, resolve }) => {
  const scripts = new Set<string>();
  return resolve(event, {
    preload: ({ type, path }) => {
      if (type === 'js') scripts.add(path);
      return type === 'css' || FIRST.test(path);
    },
    transformPageChunk: ({ html }) =>
      event.route.id === '/404' ? fromTheTop(html) : withHosts(withBoot(html, scripts), event.route.id)
  });
};
