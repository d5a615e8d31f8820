import fc from 'fast-check';
import { expect, test } from 'vitest';
import { day } from './day.ts';

test.each([
  ['1992', '1992'],
  ['2025-10', 'October 2025'],
  ['2025-10-07', '7 October 2025']
])('%s is said as it is known', (date, said) => expect(day(date)).toBe(said));

test('says what Intl says', () => {
  const dates = fc.date({ min: new Date('1790-01-01'), max: new Date('2999-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(dates, (date) => {
      const intl = date.toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
      expect(day(date.toISOString().slice(0, 10))).toBe(intl);
    })
  );
});
