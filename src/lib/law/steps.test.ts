import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBibliography } from '#lib/content/bibliography.ts';
import { readCases } from './cases.ts';
import { readSteps } from './steps.ts';

const yaml = (name: string): unknown => parse(readFileSync(`content/law/${name}.yaml`, 'utf8'));
const references = readBibliography(readFileSync('content/references.bib', 'utf8'), 'references.bib');
const law = readCases(yaml('cases'), references, 'cases.yaml');

const step = {
  id: 'who',
  question: 'Whose act?',
  asks: 'A.',
  proves: 'P.',
  cases: [{ event: 'cox-2026-03', name: 'Cox', says: 's' }]
};

test('our own steps run from the work to what follows, and the excuse is the defendant’s alone', () => {
  const ours = readSteps(yaml('steps'), law, 'steps.yaml');
  expect(ours.map(({ id }) => id)).toEqual(['work', 'copied', 'enough', 'copy', 'who', 'excuse', 'follows']);
  expect(ours.filter(({ proves }) => /^Shown by the defendant/.test(proves)).map(({ id }) => id)).toEqual([
    'excuse'
  ]);
  for (const { cases } of ours) expect(cases.length).toBeLessThan(4);
});

test('a ruling on adapting a work answers no question about copying it', () => {
  const adapting = law.cases
    .flatMap(({ events }) => events)
    .filter(({ said, memorization }) => /derivative work/.test(`${said} ${memorization}`));
  expect(adapting.map(({ id }) => id)).toEqual(['andersen-2023-10', 'kadrey-2023-11']);
  const copy = readSteps(yaml('steps'), law, 'steps.yaml').find(({ id }) => id === 'copy')!;
  for (const { id } of adapting) expect(copy.cases.map(({ event }) => event)).not.toContain(id);
});

test.each([
  ['an unknown event', { ...step, cases: [{ event: 'nobody-1999', name: 'N', says: 's' }] }, '"nobody-1999"'],
  [
    'an event that was overtaken',
    { ...step, cases: [{ event: 'ross-2025-02', name: 'Ross', says: 's' }] },
    '"ross-2026-09" counts'
  ],
  [
    'another case’s name',
    { ...step, cases: [{ event: 'cox-2026-03', name: 'Bartz', says: 's' }] },
    'is not "Bartz"'
  ],
  ['no question', { ...step, question: 'Whose act.' }, '"0.question"'],
  ['no case', { ...step, cases: [] }, '"0.cases"']
])('a step with %s is refused with the name of the file', (_, one, message) => {
  expect(() => readSteps([one], law, 's.yaml')).toThrow('s.yaml');
  expect(() => readSteps([one], law, 's.yaml')).toThrow(message);
});
