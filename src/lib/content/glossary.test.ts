import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readGlossary } from './glossary.ts';

test('our own glossary can be read, in alphabetical order', () => {
  const file = 'content/glossary.json';
  const terms = [...readGlossary(JSON.parse(readFileSync(file, 'utf8')), file).keys()];
  expect(terms).toContain('k-eidetic-memorization');
  expect(terms).toEqual(terms.toSorted());
});

test.each([
  [[{ key: 'token', term: 'token' }], '"0.definition"'],
  [[{ key: 'token', term: 'token', definition: 'D', source: 'S' }], '"0.source"'],
  [[1, 2].map(() => ({ key: 'token', term: 'token', definition: 'D' })), 'two entries']
])('what it cannot use is refused with the name of the file', (json, message) => {
  expect(() => readGlossary(json, 'g.json')).toThrow('g.json: ');
  expect(() => readGlossary(json, 'g.json')).toThrow(message);
});
