import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBibliography } from '#lib/content/bibliography.ts';
import { readFacts } from '#lib/content/facts.ts';
import { unbacked } from '#lib/content/numbers.ts';
import { KINDS, readExamples } from './examples.ts';

const text = (path: string) => readFileSync(path, 'utf8');
const references = readBibliography(text('content/references.bib'), 'references.bib');
const yaml = () => parse(text('content/examples.yaml')) as Record<string, string>[];
const read = (entries: unknown) => readExamples(entries, references, 'examples.yaml');

test('every kind has its examples', () => {
  expect(new Set(read(yaml()).map(({ kind }) => kind))).toEqual(new Set(Object.keys(KINDS)));
});

test('every number of the gallery is backed by a record of the chapter', () => {
  const file = 'content/facts/examples.yaml';
  const values = readFacts(parse(text(file)), references, file).flatMap((fact) => fact.values);
  const texts = read(yaml()).flatMap(({ title, seen, how, shows, not }) => [title, seen, how, shows, not]);
  expect(unbacked(texts, values)).toEqual([]);
  expect(unbacked(['seen 12,345 times'], values)).toHaveLength(1);
});

test('an entry that cannot be used is named', () => {
  const [first, second] = yaml();
  expect(() => read([first, first])).toThrow('examples.yaml: "quake-square-root" is there twice');
  expect(() => read([{ ...first, source: 'nobody' }])).toThrow(
    /quake-square-root: there is no entry .*"nobody"/
  );
  expect(() => read([{ ...second, standing: 'alleged' }])).toThrow(/copilot-user-weeks: an allegation needs/);
  expect(() => read([{ ...first, kind: 'poems' }])).toThrow(/examples.yaml: "0.kind"/);
});
