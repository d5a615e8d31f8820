// Shares and probabilities as prose prints them. What is not all is never "100 %", what is not nothing never "0 %".
import { decimal, decimalsFor, fixed, rounded } from './number.ts';

/** The sign after a number, never parted from it at the end of a line: for numbers that share one, "10 to 20 %". */
export const PERCENT = '\u00a0%';

/** What is nearer than this to nothing, or to all, is told as "hardly any" or "nearly all". Per cent. */
const LEAST = 1e-4;
const PLACES = 4;

/**
 * A share: 0.482 as "48 %", 0.0123 as "1.2 %", 0.9963 as "99.63 %". With `decimals`, for numbers that are compared with each other, always so
 * many: "48.2 %", "1.2 %". More where fewer would say "0 %" or "100 %" of what is not.
 */
export function percent(share: number, decimals?: number): string {
  const value = 100 * share;
  const size = Math.abs(value);
  if (size > 0 && size < LEAST) return `<${decimal(LEAST, PLACES)}${PERCENT}`;
  if (size < 100 && size > 100 - LEAST) return `>${decimal(100 - LEAST, PLACES)}${PERCENT}`;
  let places = decimals ?? decimalsFor(value, size >= 99.5 && size < 100 ? 4 : 2);
  const untrue = (told: number) => (told === 0 && size > 0) || (told === 100 && size < 100);
  while (untrue(rounded(size, places))) places++;
  return (decimals === undefined ? decimal : fixed)(value, places) + PERCENT;
}

/** The ends of an interval of shares: "12 % to 18 %". */
export const bounds = ({ low, high }: { low: number; high: number }): string =>
  `${percent(low)} to ${percent(high)}`;

/** A model's probability, which is never nothing, in a sentence: "48 %", "under 0.1 %". */
export const probability = (p: number): string => (p < 0.001 ? `under ${percent(0.001)}` : percent(p));

/** The same where there is little room: "82 %", "99.8 %", "0.4 %", "< 0.1 %", "> 99.9 %". */
export function shortProbability(p: number): string {
  if (p < 0.001) return `< ${percent(0.001)}`;
  if (p >= 1) return percent(1);
  if (p >= 0.9995) return `> ${percent(0.999, 1)}`;
  return percent(p, p >= 0.1 && p < 0.99 ? 0 : 1);
}

/** A share or a difference of shares in whole hundredths: "of 100", "percentage points". */
export const hundredths = (share: number): number => Math.round(100 * share);
