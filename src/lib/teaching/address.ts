import * as v from 'valibot';

/** A page of the site, with the state of a demo or a place in the page after the #. */
export const address = v.pipe(
  v.string(),
  v.regex(/^([a-z-]+\/)+(#\S+)?$/, 'a path such as demos/recall/#v=1')
);

/** The path of an address, and what follows from its #, that included. */
export function parted(open: string): { path: string; hash: string } {
  const at = open.indexOf('#');
  return at < 0 ? { path: open, hash: '' } : { path: open.slice(0, at), hash: open.slice(at) };
}
