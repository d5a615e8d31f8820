import { expect, test } from 'vitest';
import { bitsPerByte } from './bits-per-byte.ts';

test('a fair coin for every byte is one bit per byte', () => {
  expect(bitsPerByte([Math.log(0.5), Math.log(0.5)], 2)).toBeCloseTo(1, 12);
});

test('counts the code length of tokens over the bytes they cover', () => {
  // 1/4 and 1/16: 2 + 4 bits, over 4 bytes
  expect(bitsPerByte([Math.log(1 / 4), Math.log(1 / 16)], 4)).toBeCloseTo(1.5, 12);
  // uniform over 256 byte values: no compression
  expect(bitsPerByte(Array(10).fill(Math.log(1 / 256)), 10)).toBeCloseTo(8, 12);
});

test('refuses a text without bytes', () => {
  expect(() => bitsPerByte([], 0)).toThrow(RangeError);
  expect(() => bitsPerByte([], NaN)).toThrow(RangeError);
});
