import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatInterval, formatTicks, formatValue } from './format.ts';

const say = (text: string) => text.replaceAll('\u00a0', ' ');

test.each([
  [0.482, 'percent', '48 %'],
  [0, 'percent', '0 %'],
  [1, 'percent', '100 %'],
  [0.9999, 'percent', '99.99 %'],
  [0.00123, 'percent', '0.12 %'],
  [2e-6, 'percent', '0.0002 %'],
  [1e-17, 'percent', '<0.0001 %'],
  [2382326, 'count', '2,382,326'],
  [3.14159, 'number', '3.14'],
  [-0.5, 'number', '−0.5'],
  [1234.5, 'number', '1,235']
] as const)('%d as %s reads %s', (value, format, text) => {
  expect(say(formatValue(value, format))).toBe(text);
});

test('an interval follows its value; none says nothing', () => {
  expect(say(formatInterval({ low: 0.35, high: 0.61 }, 'percent'))).toBe(' (35 % to 61 %)');
  expect(formatInterval({}, 'percent')).toBe('');
});

test('ticks are told apart', () => {
  const format = fc.constantFrom('percent' as const, 'number' as const, 'count' as const);
  fc.assert(
    fc.property(
      fc.integer({ min: -6, max: 9 }),
      fc.integer({ min: 1, max: 50 }),
      format,
      (power, first, format) => {
        const ticks = Array.from({ length: 6 }, (_, i) => (first + i) * 10 ** power);
        const names = formatTicks(ticks, format);
        expect(new Set(names).size).toBe(ticks.length);
      }
    )
  );
});

test('millions and billions in short, each by itself', () => {
  expect(formatTicks([0, 125_000, 1_500_000, 2e9])).toEqual(['0', '125,000', '1.5M', '2B']);
});
