import { decimal, decimalsFor } from '#lib/words/number.ts';
import { percent, PERCENT } from '#lib/words/percent.ts';
import type { Format } from './types.ts';

/** A value as prose prints it: 0.482 as "48 %", 2382326 as "2,382,326", 3.14159 as "3.14". */
export function formatValue(value: number, format: Format = 'number'): string {
  switch (format) {
    case 'percent':
      return percent(value);
    case 'count':
      return decimal(value, 0);
    case 'number':
      return decimal(value, decimalsFor(value, 3));
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
    return decimal(tick / unit, places) + suffix;
  });
}
