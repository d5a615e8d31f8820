import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loads, megabytes, megabytesOf } from './megabytes.ts';

const bytes = fc.integer({ min: 0, max: 1e10 });
const read = (text: string) => 1e6 * Number(text.replace(' MB', '').replaceAll(',', ''));

test.each([
  [16_000_000, '16 MB'],
  [31_400_000, '31 MB'],
  [1_640_000, '1.6 MB'],
  [9_990_000, '10 MB'],
  [410_000, '0.4 MB'],
  [33_000, '0.03 MB'],
  [6_040_000, '6 MB'],
  [1_234_000_000, '1,234 MB'],
  [1, '0.001 MB'],
  [0, '0 MB']
])('%d bytes are %s', (n, text) => expect(megabytes(n)).toBe(text));

test('in a sentence', () => expect(megabytes(7_070_000, 'megabytes')).toBe('7.1 megabytes'));

test('what a download costs', () => {
  expect([31_400_000, 0].map((n) => loads(n))).toEqual(['loads 31 MB', null]);
});

test('how far a download has come', () => {
  expect(megabytesOf(1_640_000, 16_000_000)).toBe('1.6 of 16 MB');
});

test('what is not nothing is not 0 MB, and more never reads as less', () => {
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)];
      expect(read(megabytes(less))).toBeLessThanOrEqual(read(megabytes(more)));
      if (more > 0) expect(megabytes(more)).not.toBe('0 MB');
    })
  );
});

test('files told one by one make up what is told of them together', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1000, max: 1e9 }), { minLength: 1, maxLength: 9 }), (files) => {
      const whole = files.reduce((sum, file) => sum + file, 0);
      const told = files.reduce((sum, file) => sum + read(megabytes(file)), 0);
      // Each number told is within a twentieth of itself, or within half of the last decimal.
      const off = 2 * (whole / 20) + 50_000 * (files.length + 1);
      expect(Math.abs(told - read(megabytes(whole)))).toBeLessThanOrEqual(off);
    })
  );
});
