import { decimal, rounded } from './number.ts';

/** One decimal below ten, none above; more where one would say "0" of what is not nothing, down to a kilobyte. */
function digits(bytes: number): string {
  const value = bytes > 0 ? Math.max(bytes / 1e6, 0.001) : 0;
  let places = value < 10 ? 1 : 0;
  while (value > 0 && rounded(value, places) === 0) places++;
  return decimal(value, places);
}

/** How much is stored or loaded: "16 MB", "0.4 MB"; in a sentence, "16 megabytes". */
export const megabytes = (bytes: number, unit: 'MB' | 'megabytes' = 'MB'): string =>
  `${digits(bytes)} ${unit}`;

/** How far a download has come: "1.6 of 16 MB". */
export const megabytesOf = (loaded: number, total: number): string =>
  `${digits(loaded)} of ${megabytes(total)}`;

/** What a download costs: "loads 31 MB"; null when nothing is to be loaded. */
export const loads = (bytes: number): string | null => (bytes > 0 ? `loads ${megabytes(bytes)}` : null);
