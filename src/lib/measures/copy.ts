/** Tokens in a row that make a stretch of a text a copy of another, as everywhere on the site. */
export const COPY = 10;
