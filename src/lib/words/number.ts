// Whole numbers as prose prints them. Without Intl, whose first use takes a phone a good part of the time in which a page
// comes alive.

/** A whole number: 2382326 as "2,382,326". */
export const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

/** How often: "never", "once", "128 times". */
export const times = (n: number): string => (n === 0 ? 'never' : n === 1 ? 'once' : `${count(n)} times`);

const WORDS = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** A number in words up to twelve, in digits beyond; nothing is "none", or "no" before what there is none of. */
export const inWords = (n: number, zero: 'none' | 'no' = 'none'): string =>
  n === 0 ? zero : (WORDS[n - 1] ?? count(n));
