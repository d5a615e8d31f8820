import { expect, test } from 'vitest';
import { interval } from './words.ts';

test('a share of none and of all has an interval with a width', () => {
  const plain = (count: number, n: number) => interval(count, n).replaceAll('\u00a0', ' ');
  expect(plain(0, 48)).toBe('0–7.4 %');
  expect(plain(14, 48)).toBe('18–43 %');
  expect(plain(48, 48)).toBe('93–100 %');
});
