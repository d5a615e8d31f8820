import { expect, test } from 'vitest';
import { readCorrectionsLog } from './corrections.ts';

const correction = { date: '2026-12-01', chapter: 'fair-use', was: 'A', is: 'B', why: 'C' };
const read = (...list: unknown[]) => readCorrectionsLog(list, ['fair-use'], 'c.yaml');

test('corrections come newest first; an empty file holds none', () => {
  const later = { ...correction, date: '2027-01-05', chapter: 'site' };
  expect(read(correction, later)).toEqual([later, correction]);
  expect(readCorrectionsLog(null, [], 'c.yaml')).toEqual([]);
});

test.each([
  [{ ...correction, chapter: 'fair-us' }, 'c.yaml: there is no chapter "fair-us"'],
  [{ ...correction, why: undefined }, 'c.yaml: "0.why"'],
  [{ ...correction, date: '1 December' }, 'c.yaml: "0.date"'],
  [{ ...correction, by: 'D' }, 'c.yaml: "0.by"']
])('what it cannot use is refused with file and key', (entry, message) => {
  expect(() => read(entry)).toThrow(message);
});
