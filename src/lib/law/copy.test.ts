import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBibliography } from '#lib/content/bibliography.ts';
import { readCases } from './cases.ts';
import { ELEMENT_IDS, readThings } from './copy.ts';

const yaml = (name: string): unknown => parse(readFileSync(`content/law/${name}.yaml`, 'utf8'));
const references = readBibliography(readFileSync('content/references.bib', 'utf8'), 'references.bib');
const law = readCases(yaml('cases'), references, 'cases.yaml');
const measured = { raw: { recited: 7, passages: 9 }, twin: { recited: 0, passages: 9 } };
const read = (things: unknown) => readThings(things, law, measured, 'copy.yaml');

const yes = { answer: 'yes', says: 's', statements: [{ says: 'S.' }] };
const roll = {
  id: 'roll',
  short: 'S',
  name: 'N',
  what: 'W.',
  object: yes,
  fixed: yes,
  lasting: yes,
  perceived: yes,
  so: { says: 'S.', event: 'white-smith-1908' }
};
const ours = {
  ...roll,
  model: 'raw',
  perceived: { ...yes, answer: 'measured', says: '{recited} of {passages}' }
};
const said = (statement: object) => ({
  ...roll,
  fixed: { ...yes, statements: [{ says: 'S.', ...statement }] }
});

test('our own things: one fails on time alone, and only of our models anything is open or measured', () => {
  const things = read(yaml('copy'));
  const answers = (id: string) => {
    const { object, fixed, lasting, perceived } = things.find((thing) => thing.id === id)!;
    return [object, fixed, lasting, perceived].map(({ answer }) => answer);
  };
  expect(answers('buffer')).toEqual(['yes', 'yes', 'no', 'yes']);
  for (const id of ['roll', 'file', 'memory']) expect(answers(id)).toEqual(['yes', 'yes', 'yes', 'yes']);
  for (const id of ['recites', 'twin']) expect(answers(id)).toEqual(['yes', 'open', 'yes', 'measured']);
  expect(things.map(({ model }) => model).filter(Boolean)).toEqual(['raw', 'twin']);
  expect(things.at(-2)!.perceived.says).toMatch(/^7 of 9 /);
  expect(things.at(-1)!.perceived.says).toMatch(/^none of 9 /);
});

test.each([
  ['an unknown event', { ...roll, so: { says: 'S.', event: 'nobody-1999' } }, '"nobody-1999"'],
  [
    'a ruling that was overtaken',
    { ...roll, so: { says: 'S.', event: 'ross-2025-02' } },
    '"ross-2026-09" counts'
  ],
  ['a measure of what is no model', { ...ours, model: undefined }, 'what is measured'],
  ['a model that is not measured', { ...ours, perceived: yes }, 'what is measured'],
  ['an answer of its own', { ...roll, fixed: { ...yes, answer: 'perhaps' } }, 'answer'],
  ['an element of which nothing is said', { ...roll, fixed: { ...yes, statements: [] } }, 'statements'],
  ['a statement of a ruling that was overtaken', said({ event: 'ross-2025-02' }), '"ross-2026-09" counts'],
  ['a statement of an unknown event', said({ event: 'nobody-1999' }), '"nobody-1999"'],
  ['a statement of court and statute', said({ event: 'mai-1993', statute: true }), 'not by both'],
  ['pages of nothing', said({ at: '12' }), 'pages of an event']
])('a thing with %s is refused with the name of the file', (_, thing, message) => {
  expect(() => read([thing])).toThrow('copy.yaml');
  expect(() => read([thing])).toThrow(message);
});

test('a statement names its source: a citation with its pages, the statute, or us', () => {
  const sources = (statements: object[]) =>
    read([{ ...roll, fixed: { ...yes, statements } }])[0]!.fixed.statements.map(({ source }) => source);
  expect(sources([{ says: 'S.' }, { says: 'S.', statute: true }])).toEqual([{ by: 'us' }, { by: 'statute' }]);
  expect(sources([{ says: 'S.', event: 'mai-1993', at: '518' }])[0]).toMatchObject({
    by: 'court',
    citation: 'MAI Sys. Corp. v. Peak Computer, Inc., 991 F.2d 511, 518 (9th Cir. 1993)',
    read: false,
    stands: undefined
  });
  // Without pages of its own, those of the event; and where the case is not over, where it stands.
  const [gema] = sources([{ says: 'S.', event: 'gema-2025-11' }]);
  expect(gema).toMatchObject({ stands: 'on its way through the appeals courts' });
  expect((gema as { citation: string }).citation).toMatch(/165 ff\.$/);
});

test('where a ruling on adapting a work is named beside those on copies, that is said', () => {
  const says = read(yaml('copy')).flatMap((thing) =>
    ELEMENT_IDS.flatMap((id) => thing[id].statements).map((one) => one.says)
  );
  const adapting = says.filter((one) => /nonsensical|recast/.test(one));
  expect(adapting.length).toBeGreaterThan(0);
  for (const one of adapting) expect(one).toMatch(/^Of another right, to adapt/);
});

test('what is said of our own things to be open is open in the answer or beside it', () => {
  const things = read(yaml('copy'));
  for (const thing of things) {
    for (const id of ELEMENT_IDS) {
      const { answer, open } = thing[id];
      if (answer === 'open' || answer === 'measured') expect(open, `${thing.id}, ${id}`).toBeTruthy();
    }
  }
});
