import { decimal, decimalsFor } from './number.ts';

/** A thousandth is the least that is said of what is not nothing. */
const inMegabytes = (bytes: number): number => (bytes > 0 ? Math.max(bytes / 1e6, 0.001) : 0);

const digits = (bytes: number): string => {
  const value = inMegabytes(bytes);
  return decimal(value, decimalsFor(value, 2));
};

/** How much is stored or loaded: "16 MB", "1.6 MB", "0.4 MB". */
export const megabytes = (bytes: number): string => `${digits(bytes)} MB`;

/** How far a download has come: "1.6 of 16 MB". */
export const megabytesOf = (loaded: number, total: number): string =>
  `${digits(loaded)} of ${megabytes(total)}`;
