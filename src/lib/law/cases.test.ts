import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBibliography } from '#lib/content/bibliography.ts';
import { FILTERS, happenings, passes, readCases, type Filter, type LawCase } from './cases.ts';

const references = readBibliography(readFileSync('content/references.bib', 'utf8'), 'content/references.bib');
const ours = readCases(parse(readFileSync('content/law/cases.yaml', 'utf8')), references, 'cases.yaml');

const event = {
  id: 'e1',
  date: '2025-06-23',
  kind: 'ruling',
  title: 'T',
  said: 'S.',
  source: 'bartz2025',
  topics: ['fair-use'],
  sure: 'primary'
};
const use = {
  id: 'u1',
  name: 'U',
  outcome: 'fair',
  event: 'e1',
  facts: {},
  factors: [{ factor: 1, stance: 'for', said: 'S.', sure: 'primary' }]
};
const one = {
  id: 'c1',
  group: 'ai',
  name: 'A v. B',
  court: 'k1',
  docket: '1:25-cv-1',
  cite_as: 'A v. B',
  held: 'H.',
  status: { text: 'Final.', as_of: '2026-10-08', stands: 'decided' },
  events: [event],
  uses: [use]
};
const court = {
  id: 'k1',
  name: 'Court',
  short: 'C',
  country: 'Germany',
  lane: 'germany',
  bluebook: 'C.',
  binds: 'nobody'
};
const later = { ...event, id: 'e2', date: '2026-01-01' };
const law = {
  as_of: '2026-10-08',
  sought_on: '2026-11-29',
  compared_on: '2026-11-29',
  courts: [court],
  cases: [one]
};

test('our own cases can be read, and each status has its day', () => {
  const { cases, as_of } = ours;
  expect(cases.length).toBeGreaterThan(30);
  for (const { status } of cases) expect(status.as_of <= as_of).toBe(true);
});

test('our own cases have said nothing after the day of their law, dates that are set apart', () => {
  const { as_of, sought_on, ...rest } = ours;
  expect(sought_on >= as_of).toBe(true);
  for (const { event } of happenings(rest)) {
    if (event.kind !== 'scheduled') expect(event.date <= as_of, event.id).toBe(true);
  }
});

test('what was compared of a case is there to be compared, and most docket numbers and citations were', () => {
  const here = {
    docket: (one: LawCase) => Boolean(one.docket),
    judges: (one: LawCase) => one.events.some(({ judges }) => judges),
    citation: (one: LawCase) => one.events.some(({ reporter, citation }) => reporter ?? citation)
  };
  for (const one of ours.cases)
    for (const what of one.compared ?? []) expect(here[what](one), `${one.id}, ${what}`).toBe(true);
  const cases = ours.cases.filter(({ group }) => group !== 'office');
  const not = cases.filter(({ compared }) => !compared).map(({ id }) => id);
  expect(not).toEqual([]);
});

test('our own events come in order, and every filter shows some and not all of them', () => {
  const all = happenings(ours);
  const dates = all.map(({ event }) => event.date);
  expect(dates).toEqual(dates.toSorted());
  expect(all.filter((happening) => passes('all', happening))).toEqual(all);
  for (const filter of Object.keys(FILTERS).filter((name) => name !== 'all') as Filter[]) {
    const some = all.filter((happening) => passes(filter, happening));
    expect(some.length, filter).toBeGreaterThan(3);
    expect(some.length, filter).toBeLessThan(all.length);
  }
});

test('a ruling that was overtaken says by what and how, and one on appeal says from what', () => {
  const by = new Map(happenings(ours).map((one) => [one.event.id, one]));
  expect(by.get('ross-2023-09')!.event.superseded_by).toBe('ross-2025-02');
  expect(by.get('ross-2025-02')!.event.superseded_by).toBe('ross-2026-09');
  const how = happenings(ours).flatMap(({ event }) =>
    event.superseded_how ? [`${event.id} ${event.superseded_how}`] : []
  );
  expect(how.sort()).toEqual([
    'concord-2025-10 elsewhere',
    'cox-2024-02 reversed',
    'doe-2024-06 affirmed',
    'ross-2023-09 revised',
    'ross-2025-02 affirmed'
  ]);
  const arcs = happenings(ours).flatMap(({ event }) => event.follows ?? []);
  expect(arcs.sort()).toEqual(['cox-2024-02', 'doe-2024-06', 'getty-2025-11', 'ross-2025-02']);
});

test('every ruling but a statement has its judges, where they are known, and says how it was read', () => {
  const rulings = happenings(ours).filter(({ event }) => ['ruling', 'not-final'].includes(event.kind));
  const without = rulings.filter(({ event }) => !event.judges).map(({ event }) => event.id);
  expect(without.sort()).toEqual([
    'cartoon-2008',
    'cox-2024-02',
    'doe-2026-09',
    'laion-2025-12',
    'mai-1993',
    'ultraman-2024-02',
    'ultraman-2025-02'
  ]);
});

test('a filing is told as an allegation', () => {
  for (const { event } of happenings(ours)) {
    if (event.kind === 'filed') expect(event.said, event.id).toMatch(/allege|question/);
  }
});

test('an American ruling before Cox on who answers for users says what Cox did to it', () => {
  const cox = happenings(ours).find(({ event: { id } }) => id === 'cox-2026-03')!.event;
  const before = happenings(ours).filter(
    ({ case: { group }, court: { country }, event: { kind, date, said, topics } }) =>
      group === 'ai' &&
      country === 'United States' &&
      ['ruling', 'pleading'].includes(kind) &&
      date < cox.date &&
      (topics.includes('liability') || /contribut|answers? for (its|their|what)/.test(said))
  );
  expect(before.map(({ event: { id } }) => id)).toEqual(
    expect.arrayContaining(['nyt-2025-04', 'concord-2025-10', 'cohere-2025-11', 'ziff-2025-12'])
  );
  for (const {
    event: { id, said, superseded_by }
  } of before)
    expect(superseded_by === cox.id || /before Cox v\. Sony/.test(said), id).toBe(true);
});

test('what is said of memorization does not say its label again', () => {
  for (const {
    event: { id, memorization }
  } of happenings(ours))
    expect(memorization ?? '', id).not.toMatch(/^(nothing )?on memorization/i);
});

test('what stands in the file is read as it stands', () => {
  expect(readCases(law, references, 'c.yaml')).toEqual(law);
  expect(happenings(readCases(law, references, 'c.yaml'))).toEqual([{ event, case: one, court }]);
});

const withCase = (changes: object) => ({ ...law, cases: [{ ...one, ...changes }] });

test.each([
  ['an unknown source', withCase({ events: [{ ...event, source: 'nobody1999' }] }), '"nobody1999"'],
  ['an unknown court', withCase({ court: 'k2' }), '"k2"'],
  ['an unknown court of an event', withCase({ events: [{ ...event, court: 'k2' }] }), '"k2"'],
  ['a use without its event', withCase({ uses: [{ ...use, event: 'e2' }] }), '"e2"'],
  [
    'a use of a ruling that was overtaken',
    withCase({ events: [{ ...event, superseded_by: 'e2', superseded_how: 'revised' }, later] }),
    '"e2" counts in place of "e1"'
  ],
  [
    'a ruling overtaken by an earlier one',
    withCase({ events: [event, { ...later, superseded_by: 'e1', superseded_how: 'revised' }] }),
    'no later event "e1"'
  ],
  [
    'a ruling overtaken by none',
    withCase({ events: [{ ...event, superseded_by: 'e9', superseded_how: 'revised' }] }),
    '"e9"'
  ],
  [
    'a ruling overtaken, nobody says how',
    withCase({ events: [{ ...event, superseded_by: 'e2' }, later] }),
    'how'
  ],
  [
    'a ruling affirmed by one that is no appeal from it',
    withCase({ events: [{ ...event, superseded_by: 'e2', superseded_how: 'affirmed' }, later], uses: [] }),
    '"affirmed" does not fit "e2"'
  ],
  [
    'a ruling revised on appeal',
    withCase({
      events: [
        { ...event, superseded_by: 'e2', superseded_how: 'revised' },
        { ...later, follows: 'e1' }
      ],
      uses: []
    }),
    '"revised" does not fit "e2"'
  ],
  [
    'a ruling overtaken elsewhere by one of its own case',
    withCase({ events: [{ ...event, superseded_by: 'e2', superseded_how: 'elsewhere' }, later], uses: [] }),
    '"elsewhere" does not fit "e2"'
  ],
  ['an appeal from nothing', withCase({ events: [{ ...event, follows: 'e9' }] }), '"e9"'],
  ['an event without a number to cite', withCase({ docket: undefined }), 'neither a docket'],
  ['pages that are none', withCase({ events: [{ ...event, at: 'somewhere' }] }), 'pages'],
  ['a factor twice', withCase({ uses: [{ ...use, factors: [use.factors[0], use.factors[0]] }] }), 'once'],
  ['a fifth factor', withCase({ uses: [{ ...use, factors: [{ ...use.factors[0], factor: 5 }] }] }), 'factor'],
  ['neither holding nor allegation', withCase({ held: undefined }), 'alleged'],
  ['a status without a day', withCase({ status: { text: 'Final.' } }), 'as_of'],
  ['a date that does not exist', withCase({ events: [{ ...event, date: '2025-02-30' }] }), 'date'],
  ['a kind of its own', withCase({ events: [{ ...event, kind: 'verdict' }] }), 'kind'],
  ['a key too many', withCase({ bench: 'J' }), 'bench'],
  ['one id for two cases', { ...law, cases: [one, one] }, '"c1"'],
  ['one id for two courts', { ...law, courts: [court, court] }, '"k1"']
])('%s is refused with the name of the file', (_, yaml, message) => {
  expect(() => readCases(yaml, references, 'c.yaml')).toThrow('c.yaml');
  expect(() => readCases(yaml, references, 'c.yaml')).toThrow(message);
});
