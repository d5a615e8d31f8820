// What an address is of, as the service worker tells them apart.

/** How a file is kept: for ever under its name, while it is published, or as it was last seen. */
export type Kind = 'immutable' | 'lab' | 'data' | 'other';

/** @param scope the top of the site, with a slash at its end */
export function kindOf(url: string, scope: string): Kind {
  const { origin, pathname } = new URL(url);
  const path = `${origin}${pathname}`.slice(scope.length);
  if (path.startsWith('_app/immutable/')) return 'immutable';
  // The files of a release stand in a folder of their own and never change; the manifest beside them does.
  if (/^lab\/[^/]+\/./.test(path)) return 'lab';
  if (path.endsWith('__data.json')) return 'data';
  return 'other';
}

/** Whether a file is one that a reader needs only to run a model: the runtime, and the scripts of workers. */
export const isHeavy = (url: string): boolean => /\.wasm$|\/workers\//.test(url);

/** The address of a page, from that of its data or with a query or fragment: what it is kept under. */
export function pageOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/__data\.json$/, '').replace(/index\.html$/, '')}`;
}

/** Whether something kept is a page. */
export const isPage = (url: string): boolean => url.endsWith('/');

/** Whether two addresses are of one file in two versions, such as `a/worker.B1_x.js` and `a/worker.C2-y.js`. */
export function sameFile(a: string, b: string): boolean {
  const stem = (url: string) => url.replace(/^.*\//, '').replace(/[.-][\w-]{8}(?=\.\w+$)/, '');
  return stem(a) === stem(b);
}
