import type { Format } from './types.ts';

/** Never parted from its number at the end of a line. */
const PERCENT = '\u00a0%';

/** So many decimals that the first `digits` digits that say something are there. */
const decimals = (value: number, digits: number) =>
  value === 0 ? 0 : Math.min(20, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value)))));

// Making a formatter is slow, and a chart that answers a slider asks for hundreds of numbers at once.
const formatters: Intl.NumberFormat[] = [];
const plain = (value: number, places: number) =>
  (formatters[places] ??= new Intl.NumberFormat('en', { maximumFractionDigits: places }))
    .format(value)
    .replace(/^-/, '−');

/** A value as prose prints it: 0.482 as "48 %", 2382326 as "2,382,326", 3.14159 as "3.14". */
export function formatValue(value: number, format: Format = 'number'): string {
  switch (format) {
    case 'percent': {
      const share = 100 * value;
      // Too small to be anything but "hardly any", and its zeros too many to be counted.
      if (share > 0 && share < 1e-4) return `<0.0001${PERCENT}`;
      // Nearly all is not all.
      const digits = Math.abs(share) < 100 && Math.abs(share) >= 99.5 ? 4 : 2;
      return plain(share, decimals(share, digits)) + PERCENT;
    }
    case 'count':
      return plain(value, 0);
    case 'number':
      return plain(value, decimals(value, 3));
  }
}

/** The interval of a value as prose prints it, " (35 % to 61 %)"; empty where there is none. */
export const formatInterval = (
  { low, high }: { low?: number | undefined; high?: number | undefined },
  format?: Format
) =>
  low === undefined || high === undefined
    ? ''
    : ` (${formatValue(low, format)} to ${formatValue(high, format)})`;

/** The names of an axis's ticks: as many decimals as each needs, millions and billions in short. */
export function formatTicks(ticks: readonly number[], format: Format = 'number'): string[] {
  const unitOf = (tick: number): readonly [number, string] => {
    if (format === 'percent') return [0.01, PERCENT];
    const size = Math.abs(tick);
    return size >= 1e9 ? [1e9, 'B'] : size >= 1e6 ? [1e6, 'M'] : [1, ''];
  };
  const exact = (value: number, places: number) =>
    Math.abs(value - Number(value.toFixed(places))) <= 1e-9 * Math.abs(value);
  return ticks.map((tick) => {
    const [unit, suffix] = unitOf(tick);
    let places = 0;
    while (places < 12 && !exact(tick / unit, places)) places++;
    return plain(tick / unit, places) + suffix;
  });
}
