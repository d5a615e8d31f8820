import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Fact } from './facts.ts';
import { readGlossary } from './glossary.ts';
import { unbacked } from './numbers.ts';

test('our own glossary can be read, in alphabetical order', () => {
  const file = 'content/glossary.json';
  const terms = [...readGlossary(JSON.parse(readFileSync(file, 'utf8')), file).keys()];
  expect(terms).toContain('k-eidetic-memorization');
  expect(terms).toEqual(terms.toSorted());
});

/** Terms whose numbers are part of what they mean. */
const BY_DEFINITION = ['interval', 'perplexity', 'edit-distance', 'temperature'];

test('a number in the glossary has a record of its source that is not others’ report of it', () => {
  const read = globSync('content/facts/*.yaml')
    .flatMap((file) => parse(readFileSync(file, 'utf8')) as Fact[])
    .filter(({ sure }) => sure !== 'secondary');
  const file = 'content/glossary.json';
  const terms = [...readGlossary(JSON.parse(readFileSync(file, 'utf8')), file).values()];
  const without = terms.filter(({ cite = [], definition }) => {
    const values = read.filter(({ source }) => cite.includes(source)).flatMap(({ values }) => values);
    return unbacked([definition], values).length > 0;
  });
  expect(without.map(({ key }) => key).toSorted()).toEqual(BY_DEFINITION.toSorted());
});

test.each([
  [[{ key: 'token', term: 'token' }], '"0.definition"'],
  [[{ key: 'token', term: 'token', definition: 'D', source: 'S' }], '"0.source"'],
  [[1, 2].map(() => ({ key: 'token', term: 'token', definition: 'D' })), 'two entries']
])('what it cannot use is refused with the name of the file', (json, message) => {
  expect(() => readGlossary(json, 'g.json')).toThrow('g.json: ');
  expect(() => readGlossary(json, 'g.json')).toThrow(message);
});
