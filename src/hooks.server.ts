import type { Handle } from '@sveltejs/kit/hooks';
import { resolve as addressOf } from '$app/paths';

/** The two fonts that a page begins with: asked for in the page's head, they are there before it is first drawn. */
const FIRST = /(literata-latin-wght-normal|source-sans-3-latin-wght-normal)\.[\w-]+\.woff2$/;

/** What a host shows for an address that leads nowhere is drawn by script; without it this stands there. */
const withoutScript = (): string => `<noscript>
      <main>
        <h1>There is no such page</h1>
        <p>
          Nothing stands under this address. Go on to <a href="${addressOf('/')}">the first page with all chapters</a>, to
          <a href="${addressOf('demos/')}">the demos</a> or to <a href="${addressOf('glossary/')}">the glossary</a>.
        </p>
      </main>
    </noscript>`;

/** Script is not preloaded: a page is read before it is used, and on a slow line script would come before the text. */
export const handle: Handle = ({ event, resolve }) =>
  resolve(event, {
    preload: ({ type, path }) => type === 'css' || FIRST.test(path),
    transformPageChunk: ({ html }) =>
      event.route.id === null && !html.includes('<main')
        ? html.replace(/<body[^>]*>/, (body) => `${body}\n    ${withoutScript()}`)
        : html
  });
