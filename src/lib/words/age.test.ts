import { expect, test } from 'vitest';
import { FRESH_DAYS, isOld, today } from './age.ts';

test('law is old when more than the days allowed have passed', () => {
  expect(FRESH_DAYS).toBe(180);
  expect(isOld('2026-10-08', '2026-10-08')).toBe(false);
  expect(isOld('2026-10-08', '2027-04-06')).toBe(false);
  expect(isOld('2026-10-08', '2027-04-07')).toBe(true);
});

test('today is a day', () => {
  expect(today()).toMatch(/^\d{4}-\d\d-\d\d$/);
});
