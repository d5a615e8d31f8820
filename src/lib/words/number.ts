// Numbers as prose prints them. Without Intl, whose first use takes a phone a good part of the time in which a page comes
// alive.

/** A whole number: 2382326 as "2,382,326". */
export const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

/** How often: "never", "once", "128 times". */
export const times = (n: number): string => (n === 0 ? 'never' : n === 1 ? 'once' : `${count(n)} times`);

const WORDS = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** A number in words up to twelve, in digits beyond; nothing is "none", or "no" before what there is none of. */
export const inWords = (n: number, zero: 'none' | 'no' = 'none'): string =>
  n === 0 ? zero : (WORDS[n - 1] ?? count(n));

/** A number of so many decimals at most: 1234.5 as "1,234.5", -0.5 as "−0.5". */
export function decimal(value: number, places: number): string {
  const [whole, fraction = ''] = Math.abs(value).toFixed(places).split('.');
  const kept = fraction.replace(/0+$/, '');
  const digits = count(Number(whole)) + (kept && `.${kept}`);
  return value < 0 && digits !== '0' ? `−${digits}` : digits;
}

/** So many decimals that the first `digits` digits that say something are there: none of 48.2 for two, four of 0.0012. */
export const decimalsFor = (value: number, digits: number): number =>
  value === 0 ? 0 : Math.min(20, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value)))));

/** Of what is counted in millions: "2.4 million". */
export const millions = (n: number): string => `${(n / 1e6).toFixed(1)} million`;
