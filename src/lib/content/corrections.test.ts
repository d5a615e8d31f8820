import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readCorrectionsLog } from './corrections.ts';

const correction = { date: '2026-12-01', chapter: 'fair-use', was: 'A', is: 'B', why: 'C' };
const read = (...list: unknown[]) => readCorrectionsLog(list, ['fair-use'], 'c.yaml');

test('our own log can be read', () => {
  const folders = [...readdirSync('content/chapters'), ...readdirSync('content/appendices')];
  const slugs = folders.map((name) => name.replace(/^\d+-/, ''));
  const log = readCorrectionsLog(parse(readFileSync('content/corrections.yaml', 'utf8')), slugs, 'c.yaml');
  expect(log.length).toBeGreaterThan(100);
});

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
