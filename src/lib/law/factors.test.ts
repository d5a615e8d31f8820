import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBibliography } from '#lib/content/bibliography.ts';
import { readCases } from './cases.ts';
import { bearsOn, byAnalogy, differences, readFactors, stands, usesOf, type Chosen } from './factors.ts';

const references = readBibliography(readFileSync('content/references.bib', 'utf8'), 'content/references.bib');
const yaml = (name: string): unknown => parse(readFileSync(`content/law/${name}.yaml`, 'utf8'));
const law = readCases(yaml('cases'), references, 'cases.yaml');
const source = yaml('factors') as Record<string, unknown[]>;
const ours = readFactors(source, law, 'factors.yaml');

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

test('every argument stands on the facts of its own case, or is a rule, or says that these were supposed', () => {
  for (const { id, when, case: name, office, supposed, rule } of ours.arguments) {
    const uses = law.cases.find((one) => one.id === name)!.uses ?? [];
    const own = uses.some((use) =>
      Object.entries(when).every(([fact, options]) => {
        const known = use.facts[fact];
        return known === undefined || options.includes(known);
      })
    );
    expect(own || office || supposed === true || rule === true, id).toBe(true);
  }
});

/** What of an argument a reader of the law would look over: its side, its case, how that fits the purpose, on which facts. */
const row = (argument: (typeof ours.arguments)[number], purpose: string) => {
  const { id, when, side, case: name, office, supposed, rule } = argument;
  const rest = Object.entries(when)
    .filter(([fact]) => fact !== 'purpose')
    .map(([fact, options]) => `${fact}: ${options.join(' or ')}`);
  const setting = office ? 'an office' : byAnalogy(argument, { purpose }) ? 'by analogy' : 'its own setting';
  const how = [setting, rule && 'a rule', supposed && 'supposed'].filter(Boolean).join(', ');
  return [id, side, name, how, rest.join('; ') || '–'].join(' | ');
};

test('the arguments for each purpose are those that were looked over', async () => {
  const table = ours.facts
    .find(({ id }) => id === 'purpose')!
    .options.map(({ id, label }) => {
      const some = ours.arguments.filter(({ when }) => when['purpose']!.includes(id));
      return [`## ${id}: ${label}`, ...some.map((one) => row(one, id))].join('\n');
    });
  await expect(`${table.join('\n\n')}\n`).toMatchFileSnapshot('by-purpose.txt');
});

const argued = (chosen: Chosen) => ours.arguments.filter((one) => stands(one, chosen)).map(({ id }) => id);

test('for every purpose, for money or not, something is argued on the first factor', () => {
  for (const { id } of ours.facts.find((fact) => fact.id === 'purpose')!.options)
    for (const commercial of ['yes', 'no']) {
      if ((id === 'private' && commercial === 'yes') || id === 'keep') continue;
      const chosen = { purpose: id, commercial, shown: id === 'same' ? 'whole' : 'none' };
      const first = ours.arguments.filter((one) => one.factor === 1 && stands(one, chosen));
      expect(first.length, `${id}, ${commercial}`).toBeGreaterThan(0);
    }
});

test('what is argued of one purpose is not argued of another that it does not fit', () => {
  const parody = argued({
    purpose: 'comment',
    commercial: 'yes',
    nature: 'creative',
    copied: 'part',
    shown: 'passages',
    harm: 'dilution-shown',
    licences: 'working'
  });
  expect(parody).toEqual(
    expect.arrayContaining(['f1-campbell', 'f2-campbell', 'f3-campbell', 'f4-campbell'])
  );
  expect(parody.filter((id) => !id.includes('campbell'))).toEqual([]);
  const home = argued(usesOf(law).find(({ id }) => id === 'sony-recording')!.facts);
  expect(home.filter((id) => !id.includes('sony'))).toEqual([]);
  const snippets = argued(usesOf(law).find(({ id }) => id === 'google-snippets')!.facts);
  expect(snippets.filter((id) => /ross|bartz|kadrey/.test(id))).toEqual([]);
  expect(argued({ purpose: 'generate', commercial: 'no', shown: 'none' })).toContain('f1-office-research');
  expect(argued({ purpose: 'generate', commercial: 'yes', harm: 'dilution-argued' })).toContain(
    'f1-warhol-outputs'
  );
});

test('whoever denies a market for training is heard beside whoever counts it', () => {
  const fourth = argued({ purpose: 'generate', licences: 'developing' });
  expect(fourth).toEqual(
    expect.arrayContaining(['f4-licence-bartz', 'f4-licence-kadrey', 'f4-licence-ross'])
  );
});

test('of training as it is litigated, on books and nothing of them comes out, both sides are heard on purpose, amount and market', () => {
  const litigated = usesOf(law).filter(({ facts }) => facts['purpose'] === 'generate');
  expect(litigated.map(({ id }) => id)).toEqual(['kadrey-training', 'bartz-training']);
  for (const { id, facts } of litigated)
    for (const factor of [1, 3, 4])
      for (const side of ['for', 'against'])
        expect(
          ours.arguments.some((one) => one.factor === factor && one.side === side && stands(one, facts)),
          `${id}, ${factor}, ${side}`
        ).toBe(true);
});

test('an argument from a case about another purpose is one by analogy', () => {
  const [ross] = ours.arguments.filter(({ id }) => id === 'f4-licence-ross');
  expect(byAnalogy(ross!, { purpose: 'generate' })).toBe(true);
  expect(byAnalogy(ross!, { purpose: 'compete' })).toBe(false);
  expect(byAnalogy(ross!, {})).toBe(false);
  const offices = ours.arguments.filter((one) => one.office);
  expect(new Set(offices.map(({ case: name }) => name))).toEqual(new Set(['copyright-office', 'openai-mdl']));
  for (const one of offices) expect(byAnalogy(one, { purpose: 'generate' })).toBe(false);
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

const first = source['arguments']![0] as Record<string, unknown>;

test.each([
  [
    'a fact that is not there',
    { ...first, when: { purpose: ['generate'], weather: ['fine'] } },
    '"weather: fine"'
  ],
  ['an option that is not there', { ...first, when: { purpose: ['fun'] } }, '"purpose: fun"'],
  ['an unknown event', { ...first, event: 'nobody-1999' }, '"nobody-1999"'],
  ['a ruling that was overtaken', { ...first, event: 'ross-2025-02' }, '"ross-2026-09" counts'],
  ['no purpose', { ...first, when: { shown: ['none'] } }, 'purposes'],
  ['a fifth factor', { ...first, factor: 5 }, 'factor'],
  ['a rule of a trial court', { ...first, event: 'bartz-2025-06', rule: true }, 'binds no other court'],
  ['a rule of an office', { ...first, event: 'doj-2026-09', rule: true }, 'binds no other court'],
  [
    'a rule that was supposed',
    { ...first, event: 'warhol-2023', rule: true, supposed: true },
    'a rule or supposed'
  ]
])('an argument with %s is refused with the name of the file', (_, argument, message) => {
  const read = () => readFactors({ ...source, arguments: [argument] }, law, 'f.yaml');
  expect(read).toThrow('f.yaml');
  expect(read).toThrow(message);
});

test('an id for two arguments, and a case with facts that are not there, are refused', () => {
  expect(() => readFactors({ ...source, arguments: [first, first] }, law, 'f.yaml')).toThrow('same id');
  const odd = structuredClone(law);
  usesOf(odd)[0]!.facts['purpose'] = 'fun';
  expect(() => readFactors(source, odd, 'f.yaml')).toThrow('"purpose: fun"');
});
