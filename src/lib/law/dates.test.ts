import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { middle, PartialDate } from './dates.ts';

test.each(['2025-13', '2025-02-30', '2025-1', 'March 2025', '2025-10-27T00:00', ''])(
  '“%s” is no date',
  (date) => {
    expect(v.safeParse(PartialDate, date).success).toBe(false);
  }
);

test('a date stands in the middle of what is known', () => {
  expect(middle('2025-10-27')).toBe(Date.UTC(2025, 9, 27, 12));
  expect(middle('2025-02')).toBe(Date.UTC(2025, 1, 15));
  expect(middle('2023')).toBe(Date.UTC(2023, 6, 2, 12));
});

test('days keep their order, and lie within their month and year', () => {
  const anyDay = fc
    .date({ min: new Date('1984-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  fc.assert(
    fc.property(anyDay, anyDay, (a, b) => {
      expect(v.safeParse(PartialDate, a).success).toBe(true);
      expect(Math.sign(middle(a) - middle(b))).toBe(Math.sign(a.localeCompare(b)));
      expect(Math.abs(middle(a) - middle(a.slice(0, 7)))).toBeLessThan(16 * 24 * 3600 * 1000);
      expect(Math.abs(middle(a) - middle(a.slice(0, 4)))).toBeLessThan(184 * 24 * 3600 * 1000);
    })
  );
});
