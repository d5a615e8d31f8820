// Whole numbers as prose prints them. Without Intl, whose first use takes a phone a good part of the time in which a page
// comes alive.

/** A whole number: 2382326 as "2,382,326". */
export const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

/** How often: "never", "once", "128 times". */
export const times = (n: number): string => (n === 0 ? 'never' : n === 1 ? 'once' : `${count(n)} times`);
