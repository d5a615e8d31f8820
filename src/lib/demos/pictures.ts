// Where the pictures of each demo are: `npm run pictures` takes them, the list of demos shows them; and what its card is called.

export const THEMES = ['light', 'dark'] as const;

/** How large each is, in pixels, and how many bytes at most. */
export const PICTURE = { width: 640, height: 400, most: 25_000 };

/** The path of a demo's picture from the top of the site. */
export const pictureOf = (name: string, theme: (typeof THEMES)[number]): string =>
  `pictures/${name}-${theme}.webp`;

/** The name of a demo's card, see src/routes/cards/; no chapter's slug begins so. */
export const cardOf = (name: string): string => `demo-${name}`;
