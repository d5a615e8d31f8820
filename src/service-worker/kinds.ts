// What an address is of, as the service worker tells them apart.

/**
 * How a file is got and kept:
 * - `page`: from the server, so that a reader sees the newest; else as it was kept;
 * - `code`: scripts, styles, fonts. As kept, else from the server, and checked here: nobody does after us;
 * - `data`: models, training text. As kept, else from the server; whoever asked for it checks it too;
 * - `other`: from the server, else as kept.
 */
export type Kind = 'page' | 'code' | 'data' | 'other';

/** The path of a file from the top of the site; that of a page is its file's. @param scope the top, with a slash at its end */
export function pathOf(url: string, scope: string): string {
  const { origin, pathname } = new URL(url);
  const path = `${origin}${pathname}`.slice(scope.length);
  return path === '' || path.endsWith('/') ? `${path}index.html` : path;
}

/** The address of a file by its path. */
export const addressOf = (path: string, scope: string): string =>
  scope + path.replace(/(^|\/)index\.html$/, '$1');

export const isPage = (path: string): boolean => /(^|\/)index\.html$/.test(path);

/** Data that a script names: what a lesson is read among. */
const NAMED = /^_app\/immutable\/assets\/[^/]+\.bin$/;

/** Whether a file is one that a reader needs only to run a model: such data, and the scripts of workers. */
export const isHeavy = (path: string): boolean => NAMED.test(path) || path.includes('/workers/');

export function kindOf(path: string): Kind {
  if (isPage(path)) return 'page';
  // The files of a release stand in a folder of their own and never change; the manifest beside them does.
  if (NAMED.test(path) || /^lab\/[^/]+\/./.test(path)) return 'data';
  return path.startsWith('_app/immutable/') ? 'code' : 'other';
}

/** Whether two paths are of one file in two versions, such as `a/worker.B1_x.js` and `a/worker.C2-y.js`. */
export function sameFile(a: string, b: string): boolean {
  const stem = (path: string) => path.replace(/[.-][\w-]{8}(?=\.\w+$)/, '');
  return stem(a) === stem(b);
}

const TYPES: Record<string, string> = {
  css: 'text/css',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  wasm: 'application/wasm',
  webp: 'image/webp',
  woff2: 'font/woff2'
};

/** The type of a file of ours, whatever the host calls it; undefined where the host is right in any case. */
export const typeOf = (path: string): string | undefined => TYPES[path.replace(/^.*\./, '')];
