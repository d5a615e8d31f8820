import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBibliography } from '#lib/content/bibliography.ts';
import { readCases } from './cases.ts';
import { bearsOn, differences, readFactors, stands, usesOf, type Chosen } from './factors.ts';

const references = readBibliography(readFileSync('content/references.bib', 'utf8'), 'content/references.bib');
const yaml = (name: string): unknown => parse(readFileSync(`content/law/${name}.yaml`, 'utf8'));
const law = readCases(yaml('cases'), references, 'cases.yaml');
const source = yaml('factors') as Record<string, unknown[]>;
const ours = readFactors(source, law, references, 'factors.yaml');

test('our own factors are the four of the statute, in order', () => {
  expect(ours.factors.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
});

test('how much comes out bears on three factors', () => {
  expect(bearsOn(ours, 'shown')).toEqual([1, 3, 4]);
  expect(bearsOn(ours, 'nature')).toEqual([2]);
  expect(bearsOn(ours, 'weather')).toEqual([]);
});

test('every option of every fact matters to some argument, but for having no licence', () => {
  const unused = ours.facts.flatMap(({ id, options }) =>
    options
      .filter((option) => !ours.arguments.some(({ when }) => when[id]?.includes(option.id)))
      .map((option) => `${id}: ${option.id}`)
  );
  expect(unused).toEqual(['licences: none']);
});

test('every argument stands on the facts of its own case, where a court judged that case', () => {
  for (const argument of ours.arguments.filter(({ from }) => !from)) {
    const uses = law.cases.find(({ id }) => id === argument.case)!.uses ?? [];
    const own = uses.filter((use) =>
      Object.entries(argument.when).every(([fact, options]) => {
        const known = use.facts[fact];
        return known === undefined || options.includes(known);
      })
    );
    const hypothetical = [
      'f3-coherent',
      'f4-bartz-different',
      'f4-google-public',
      'f4-kadrey-shown',
      'f3-made-available'
    ];
    expect(own.length > 0 || hypothetical.includes(argument.id), argument.id).toBe(true);
  }
});

const anyFacts: fc.Arbitrary<Chosen> = fc
  .record(
    Object.fromEntries(
      ours.facts.map(({ id, options }) => [id, fc.constantFrom(...options.map((option) => option.id))])
    ),
    { requiredKeys: [] }
  )
  .map((chosen) => ({ ...chosen }) as Chosen);

test('an argument never falls when more is known that it does not ask for', () => {
  fc.assert(
    fc.property(anyFacts, fc.constantFrom(...ours.arguments), (chosen, argument) => {
      const asked = Object.fromEntries(Object.entries(chosen).filter(([fact]) => fact in argument.when));
      expect(stands(argument, chosen)).toBe(stands(argument, asked));
    })
  );
});

test('with nothing known nothing is argued', () => {
  expect(ours.arguments.filter((argument) => stands(argument, {}))).toEqual([]);
});

test('facts differ where both are known and are not the same, either way round', () => {
  expect(differences({ a: '1', b: '2', c: '3' }, { a: '1', b: '3' })).toEqual(['b']);
  fc.assert(
    fc.property(anyFacts, anyFacts, (a, b) => {
      expect(differences(a, b).sort()).toEqual(differences(b, a).sort());
      expect(differences(a, a)).toEqual([]);
    })
  );
});

test('the uses are those of the cases', () => {
  expect(usesOf(law).map(({ id }) => id)).toContain('bartz-training');
});

const first = ours.arguments[0]!;

test.each([
  ['a fact that is not there', { ...first, when: { weather: ['fine'] } }, '"weather: fine"'],
  ['an option that is not there', { ...first, when: { purpose: ['fun'] } }, '"purpose: fun"'],
  ['an unknown case', { ...first, case: 'nobody' }, '"nobody"'],
  ['an unknown source', { ...first, source: 'nobody1999' }, '"nobody1999"'],
  ['no condition', { ...first, when: {} }, 'at least one fact'],
  ['a fifth factor', { ...first, factor: 5 }, 'factor']
])('an argument with %s is refused with the name of the file', (_, argument, message) => {
  const read = () => readFactors({ ...source, arguments: [argument] }, law, references, 'f.yaml');
  expect(read).toThrow('f.yaml');
  expect(read).toThrow(message);
});

test('an id for two arguments, and a case with facts that are not there, are refused', () => {
  expect(() => readFactors({ ...source, arguments: [first, first] }, law, references, 'f.yaml')).toThrow(
    'same id'
  );
  const odd = structuredClone(law);
  usesOf(odd)[0]!.facts['purpose'] = 'fun';
  expect(() => readFactors(source, odd, references, 'f.yaml')).toThrow('"purpose: fun"');
});
