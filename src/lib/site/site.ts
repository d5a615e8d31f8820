/**
 * Where the site will stand, with a slash at the end, such as "https://example.org/verbatim/": the environment variable
 * SITE_URL of the build. Empty where that was not set: then pages refer to each other by relative addresses only.
 */
export const SITE_URL: string = import.meta.env.SITE_URL.replace(/([^/])$/, '$1/');

/** Where the source of the site is kept: the environment variable REPOSITORY_URL of the build; empty where not set. */
export const REPOSITORY_URL: string = import.meta.env.REPOSITORY_URL;

/**
 * The public service that counts phrases at web scale, which `/corpus/` asks when a reader presses for it. Empty where the
 * environment variable WEB_COUNTS of the build is "off".
 */
export const WEB_COUNTS: string = import.meta.env.WEB_COUNTS;

/** The name of the whole, and the title of the first page. */
export const NAME = 'Verbatim';
export const TITLE = 'Verbatim: what language models remember word for word';

/** The full address of a page or file of the site by its path from the top, such as "introduction/"; none without SITE_URL. */
export const fullAddress = (path: string): string | undefined =>
  SITE_URL ? new URL(path, SITE_URL).href : undefined;

/** Pages besides the chapters, as the head and the foot of every page link them: the path and what the link says. */
export const NAV = [
  ['demos/', 'Demos'],
  ['cases/', 'Cases'],
  ['method/', 'Method'],
  ['search/', 'Search']
] as const;

export const MORE = [
  ['teach/', 'Teaching'],
  ['corpus/', 'Training text'],
  ['glossary/', 'Glossary'],
  ['references/', 'References'],
  ['corrections/', 'Corrections'],
  ['accessibility/', 'Accessibility']
] as const;
