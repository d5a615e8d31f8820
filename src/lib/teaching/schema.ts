// What the teaching files are made of.
import * as v from 'valibot';

export const text = v.pipe(v.string(), v.nonEmpty(), v.trim());

export const id = v.pipe(v.string(), v.regex(/^[a-z]+(-[a-z]+)*$/, 'lowercase words, joined by hyphens'));

/** A page of the site, with the state of a demo or a place in the page after the #. */
export const address = v.pipe(
  v.string(),
  v.regex(/^([a-z-]+\/)+(#\S+)?$/, 'a path such as demos/recall/#v=1')
);
