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

/** Rounded as its digits read, half away from zero: 1.505 to two decimals is 1.51, though it is stored as a little less. */
export function rounded(value: number, places: number): number {
  const [digits, power = '0'] = String(Math.abs(value)).split('e');
  const whole = Math.round(Number(`${digits}e${Number(power) + places}`));
  return Math.sign(value) * Number(`${whole}e${-places}`);
}

/** A number of so many decimals: 1234.5 as "1,234.50" for two, -0.5 as "−0.5" for one. */
export function fixed(value: number, places: number): string {
  const near = rounded(value, places);
  const [whole, fraction] = Math.abs(near).toFixed(places).split('.');
  return (near < 0 ? '−' : '') + count(Number(whole)) + (fraction ? `.${fraction}` : '');
}

/** A number of so many decimals at most: 1234.5 as "1,234.5", 2 as "2". */
export const decimal = (value: number, places: number): string =>
  fixed(value, places)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');

/** So many decimals that the first `digits` digits that say something are there: none of 48.2 for two, four of 0.0012. */
export const decimalsFor = (value: number, digits: number): number =>
  value === 0 ? 0 : Math.min(20, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value)))));

/** Of what is counted in millions: "2.4 million". */
export const millions = (n: number): string => `${(n / 1e6).toFixed(1)} million`;
