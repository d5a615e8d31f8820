import { expect, test } from 'vitest';
import { counted } from './words.ts';

test('a count carries the interval of its share, and one of none or of all has a width', () => {
  const plain = (count: number, n: number) => counted(count, n).replaceAll('\u00a0', ' ');
  expect(plain(0, 48)).toBe('0 (0 % to 7.4 %)');
  expect(plain(14, 48)).toBe('14 (18 % to 43 %)');
  expect(plain(48, 48)).toBe('48 (93 % to 100 %)');
});
