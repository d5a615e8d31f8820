import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBibliography } from '#lib/content/bibliography.ts';
import { happenings, readCases } from './cases.ts';
import { csv, rows } from './export.ts';
import { holds, searchable } from './search.ts';

const references = readBibliography(readFileSync('content/references.bib', 'utf8'), 'references.bib');
const law = readCases(parse(readFileSync('content/law/cases.yaml', 'utf8')), references, 'cases.yaml');
const courts = Object.fromEntries(law.courts.map((court) => [court.id, court]));
const found = (words: string) =>
  law.cases.filter((one) => holds(searchable(one, courts), words)).map(({ id }) => id);

test.each([
  ['a name', 'hathitrust', ['hathitrust']],
  ['a judge', 'chhabria', ['kadrey']],
  ['a judge with an accent, without it', 'martinez-olguin', ['tremblay', 'bartz']],
  ['a docket number', '24-cv-05417', ['bartz']],
  ['a docket number of an appeal', '25-2153', ['ross']],
  ['a court', 'third circuit', ['ross', 'upcodes']],
  ['a court as citations have it', 'd. del.', ['ross']],
  ['no more than the middle of a word', 'nthropic', []],
  ['a citation', '510 U.S. 569', ['campbell']],
  ['nothing', 'weather forecast', []]
])('%s is found', (_, words, ids) => {
  expect(found(words)).toEqual(expect.arrayContaining(ids));
  if (ids.length < 2) expect(found(words)).toEqual(ids);
});

test('what a file says of itself is not looked through', () => {
  for (const word of ['superseded_by', 'strictobject', 'primary,']) expect(found(word)).toEqual([]);
});

test('the table has every event once, with its citation, and says what was overtaken, and how', () => {
  const all = rows(law);
  expect(all).toHaveLength(happenings(law).length);
  const ross = all.find(({ event }) => event === 'ross-2025-02')!;
  expect(ross).toMatchObject({
    overtaken_by: 'ross-2026-09',
    overtaken_how: 'affirmed',
    judges: 'Stephanos Bibas',
    case_status_as_of: '2026-10-08'
  });
  expect(all.every(({ citation, binds }) => citation && binds)).toBe(true);
});

test('as CSV a field keeps its commas, its quotation marks and its lines, and is no formula', () => {
  const row = { ...rows(law)[0]!, case: 'A, "B"\nC', event: '=1+1' };
  const [names, ...lines] = csv([row]).split('\r\n');
  expect(names!.split(',').slice(0, 3)).toEqual(['case', 'event', 'date']);
  expect(lines.join('\r\n')).toMatch(/^"A, ""B""\nC",'=1\+1,1908-02-24,/);
  expect(csv([])).toBe('\r\n');
});
