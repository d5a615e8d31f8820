import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConformance, type ConformanceReport } from './review.ts';

const FILE = 'content/teach/conformance.yaml';
const report = parse(readFileSync(FILE, 'utf8')) as ConformanceReport;

test('the report has every criterion of WCAG 2.2 at A and AA', () => {
  expect(readConformance(report, FILE).criteria).toHaveLength(55);
});

const changed = (change: (criteria: ConformanceReport['criteria']) => unknown) => ({
  ...report,
  criteria: change(structuredClone(report.criteria))
});

test.each([
  ['a criterion that is not there', changed((all) => all.slice(1)), 'has 31 criteria at level A, and not 30'],
  ['another order', changed((all) => [all[1], all[0], ...all.slice(2)]), '1.1.1 is out of order'],
  [
    'a result that nobody looked at',
    changed((all) => all.map((of, at) => (at === 0 ? { ...of, how: 'none' } : of))),
    '1.1.1 is said to be “Supports” and “not looked at”'
  ],
  [
    'a result in other words',
    changed((all) => all.map((of, at) => (at === 0 ? { ...of, result: 'Yes' } : of))),
    '"criteria.0.result"'
  ]
])('%s is refused with the name of the file', (_, yaml, message) => {
  expect(() => readConformance(yaml, 'f.yaml')).toThrow(/^f\.yaml: /);
  expect(() => readConformance(yaml, 'f.yaml')).toThrow(message);
});
