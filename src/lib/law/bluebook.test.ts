import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBibliography } from '#lib/content/bibliography.ts';
import { addressOf, bluebookDate, cite, pinpoint } from './bluebook.ts';
import { happenings, readCases } from './cases.ts';

const references = readBibliography(readFileSync('content/references.bib', 'utf8'), 'references.bib');
const law = readCases(parse(readFileSync('content/law/cases.yaml', 'utf8')), references, 'cases.yaml');
const cited = new Map(happenings(law).map((one) => [one.event.id, cite(one.case, one.event, one.court)]));

test.each([
  ['1992', '1992'],
  ['2025-01', 'Jan. 2025'],
  ['2025-06-23', 'June 23, 2025'],
  ['2026-09-01', 'Sept. 1, 2026']
])('the date %s is cited as %s', (date, said) => {
  expect(bluebookDate(date)).toBe(said);
});

test.each([
  ['campbell-1994', 'Campbell v. Acuff-Rose Music, Inc., 510 U.S. 569 (1994)'],
  ['google-2015', 'Authors Guild v. Google, Inc., 804 F.3d 202 (2d Cir. 2015)'],
  ['bartz-2025-06', 'Bartz v. Anthropic PBC, 787 F. Supp. 3d 1007 (N.D. Cal. 2025)'],
  ['bartz-2024-08', 'Complaint, Bartz v. Anthropic PBC, No. 3:24-cv-05417 (N.D. Cal. Aug. 19, 2024)'],
  [
    'ross-2026-09',
    'Thomson Reuters Enter. Ctr. GmbH v. ROSS Intelligence Inc., No. 25-2153, slip op. (3d Cir. Sept. 29, 2026)'
  ],
  ['tremblay-2024-02', 'Tremblay v. OpenAI, Inc., No. 3:23-cv-03223 (N.D. Cal. Feb. 12, 2024), ECF No. 104'],
  ['getty-2025-11', 'Getty Images (US) Inc v Stability AI Ltd [2025] EWHC 2863 (Ch)'],
  [
    'umg-udio-2025-11',
    'UMG Recordings, Inc. v. Uncharted Labs, Inc., No. 1:24-cv-04777 (S.D.N.Y. Nov. 2025)'
  ],
  ['cox-2024-02', 'Sony Music Ent. v. Cox Commc’ns, Inc., 93 F.4th 222 (4th Cir. 2024)'],
  ['cox-2026-03', 'Cox Commc’ns, Inc. v. Sony Music Ent., 146 S. Ct. 959 (2026)']
])('%s is cited as it should be', (id, said) => {
  expect(cited.get(id)).toBe(said);
});

test('a suit with a number of its own is not cited by the name of the suit that it is listed with', () => {
  // The same suit under the same name, in another court or with another judge.
  const same = [
    'bartz-2026-07',
    'concord-2023-10',
    'doe-2026-02',
    'doe-2026-09',
    'ross-2026-06',
    'ross-2026-09'
  ];
  const unnamed = happenings(law).filter(
    ({ case: one, event }) =>
      event.docket && event.docket !== one.docket && !event.cite_as && !event.citation && !event.reporter
  );
  expect(unnamed.map(({ event }) => event.id).sort()).toEqual(same);
});

test('every event has a citation of its own, with its year', () => {
  for (const { event } of happenings(law))
    expect(cited.get(event.id), event.id).toContain(event.date.slice(0, 4));
  const orders = happenings(law).filter(({ event }) => !event.citation && event.kind !== 'hearing');
  const texts = orders.map(({ event }) => cited.get(event.id));
  expect(new Set(texts).size).toBe(texts.length);
});

test.each([
  ['campbell-1994', '579', 'Campbell v. Acuff-Rose Music, Inc., 510 U.S. 569, 579 (1994)'],
  ['bartz-2025-06', '28', 'Bartz v. Anthropic PBC, 787 F. Supp. 3d 1007 (N.D. Cal. 2025), ECF No. 231 at 28'],
  [
    'ross-2026-09',
    '26',
    'Thomson Reuters Enter. Ctr. GmbH v. ROSS Intelligence Inc., No. 25-2153, slip op. at 26 (3d Cir. Sept. 29, 2026)'
  ],
  [
    'nyt-2023-12',
    '¶ 98',
    'Complaint, N.Y. Times Co. v. Microsoft Corp., No. 1:23-cv-11195 (S.D.N.Y. Dec. 27, 2023), ¶ 98'
  ],
  ['getty-2025-11', '¶ 600', 'Getty Images (US) Inc v Stability AI Ltd [2025] EWHC 2863 (Ch), ¶ 600']
])('%s is cited at its page', (id, at, said) => {
  const one = happenings(law).find(({ event }) => event.id === id)!;
  expect(cite(one.case, one.event, one.court, at)).toBe(said);
});

test('pages are those of the paper that is named, and a reporter leads to an address', () => {
  expect(pinpoint({ document: 'ECF No. 231' }, '28')).toBe('ECF No. 231 at 28');
  expect(pinpoint({ document: undefined }, '579')).toBe('at 579');
  expect(pinpoint({ document: 'ECF No. 1' }, '¶ 98')).toBe('¶ 98');
  expect(pinpoint({ document: 'ECF No. 1' }, undefined)).toBe('');
  expect(addressOf({ reporter: '787 F. Supp. 3d 1007' })).toBe(
    'https://www.courtlistener.com/c/F.%20Supp.%203d/787/1007/'
  );
  expect(addressOf({ url: 'https://a.example/', reporter: '510 U.S. 569' })).toBe('https://a.example/');
  expect(addressOf({})).toBeUndefined();
});
