// Where the pictures of demos and chapters lie, which `npm run pictures` takes: those that the list of demos shows, and those
// on the cards beside links on other sites.

export const THEMES = ['light', 'dark'] as const;

/** How large each is, in pixels, and how many bytes at most. */
export const PICTURE = { width: 640, height: 400, most: 25_000 };

/** The path of a demo's picture from the top of the site. */
export const pictureOf = (name: string, theme: (typeof THEMES)[number]): string =>
  `pictures/${name}-${theme}.webp`;

/** The name of a demo's card, or of that of a named state, see src/routes/cards/; no chapter's slug begins so. */
export const cardOf = (name: string, state = ''): string => `demo-${name}${state && `--${state}`}`;

/** The path of what sites that know oEmbed are told of a demo, or of a named state of it. */
export const oEmbedOf = (name: string, state = ''): string => `oembed/${cardOf(name, state)}.json`;

/** How large the picture on a card is, in pixels, of how many CSS pixels it is taken, and how many bytes at most. */
export const CARD_PICTURE = { size: 500, of: 420, most: 80_000 };

/** The path of the picture on a card, from the top of the repository: no page shows it by itself. */
export const cardPicture = (card: string): string => `content/cards/${card}.png`;
