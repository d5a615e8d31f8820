import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBibliography } from '#lib/content/bibliography.ts';
import { readCases } from './cases.ts';
import { readThings } from './copy.ts';

const yaml = (name: string): unknown => parse(readFileSync(`content/law/${name}.yaml`, 'utf8'));
const references = readBibliography(readFileSync('content/references.bib', 'utf8'), 'references.bib');
const law = readCases(yaml('cases'), references, 'cases.yaml');
const measured = { raw: { recited: 7, passages: 9 }, twin: { recited: 0, passages: 9 } };
const read = (things: unknown) => readThings(things, law, measured, 'copy.yaml');

const yes = { answer: 'yes', says: 's' };
const roll = {
  id: 'roll',
  name: 'N',
  object: yes,
  fixed: yes,
  lasting: yes,
  perceived: yes,
  so: { says: 'S.', event: 'white-smith-1908' }
};
const ours = { ...roll, model: 'raw', perceived: { answer: 'measured', says: '{recited} of {passages}' } };

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
    'a ruling that was replaced',
    { ...roll, so: { says: 'S.', event: 'ross-2025-02' } },
    '"ross-2026-09" counts'
  ],
  ['a measure of what is no model', { ...ours, model: undefined }, 'what is measured'],
  ['a model that is not measured', { ...ours, perceived: yes }, 'what is measured'],
  ['an answer of its own', { ...roll, fixed: { answer: 'perhaps', says: 's' } }, 'answer']
])('a thing with %s is refused with the name of the file', (_, thing, message) => {
  expect(() => read([thing])).toThrow('copy.yaml');
  expect(() => read([thing])).toThrow(message);
});
