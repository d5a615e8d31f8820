import { readFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBibliography } from '#lib/content/bibliography.ts';
import { readCases } from '#lib/law/cases.ts';
import { readFactors } from '#lib/law/factors.ts';
import { Session } from './session.svelte.ts';

const references = readBibliography(readFileSync('content/references.bib', 'utf8'), 'references.bib');
const yaml = (name: string): unknown => parse(readFileSync(`content/law/${name}.yaml`, 'utf8'));
const law = readCases(yaml('cases'), references, 'cases.yaml');
const factors = readFactors(yaml('factors'), law, 'factors.yaml');

let session: Session;
beforeEach(() => {
  session = new Session(law, factors);
});

test('begins with Bartz and one fact changed', () => {
  expect(session.base.id).toBe('bartz-training');
  expect(session.changed.map(({ id }) => id)).toEqual(['shown']);
  expect(session.lead).toBe('shown');
  expect(session.isUsual).toBe(true);
  expect(session.complaints).toEqual([]);
  expect(session.change).toMatch(/^Changed: how much comes out\. .* on factors 1, 3 and 4\.$/);
});

test('takes changes back, and starts over', () => {
  session.restore();
  expect(session.changed).toEqual([]);
  expect(session.change).toBe('These are the facts of the real case.');
  expect(session.fragment).toBe('v=1&case=bartz-training');
  expect(session.isUsual).toBe(false);
  session.begin('sega-disassembly');
  expect(session.settings.facts).toEqual(session.uses.find(({ id }) => id === 'sega-disassembly')!.facts);
  session.reset();
  expect(session.isUsual).toBe(true);
});

test('a fact is set, or left open; the case stays', () => {
  session.begin('bartz-training');
  session.choose('nature', 'unpublished');
  expect(session.isChanged('nature')).toBe(true);
  expect(session.argued[1]!.added.size).toBeGreaterThan(0);
  session.choose('nature', session.base.facts.nature!);
  expect(session.isChanged('nature')).toBe(false);
  session.choose('purpose', '');
  expect('purpose' in session.settings.facts).toBe(false);
  expect(session.changed.map(({ id }) => id)).toEqual(['purpose']);
  expect(session.base.id).toBe('bartz-training');
});

test('the one fact to change is that which the link changes, and stays when it is changed back', () => {
  session.read('#v=1&case=kadrey-training&harm=dilution-shown');
  expect(session.lead).toBe('harm');
  session.restore();
  expect(session.lead).toBe('harm');
  session.read('#v=1&case=kadrey-training');
  expect(session.lead).toBe('shown');
  session.read('#v=1&case=nobody');
  expect(session.complaints.join()).toContain('“nobody”');
  session.reset();
  expect(session.complaints).toEqual([]);
});
