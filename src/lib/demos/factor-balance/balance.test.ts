import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBibliography } from '#lib/content/bibliography.ts';
import { readCases } from '#lib/law/cases.ts';
import { byAnalogy, readFactors, usesOf, type Chosen } from '#lib/law/factors.ts';
import { argue, moves, sayChange, sayFactor } from './balance.ts';
import { forceOf, nameOf, pageOf } from './names.ts';
import { initialState, realState } from './state.ts';

const references = readBibliography(readFileSync('content/references.bib', 'utf8'), 'references.bib');
const yaml = (name: string): unknown => parse(readFileSync(`content/law/${name}.yaml`, 'utf8'));
const law = readCases(yaml('cases'), references, 'cases.yaml');
const factors = readFactors(yaml('factors'), law, 'factors.yaml');
const uses = usesOf(law);
const known = { uses, facts: factors.facts };
const real = realState(known, 'bartz-training').facts;
const ids = (factor: number, chosen: Chosen) => {
  const { sides } = argue(factors, uses, chosen, real)[factor - 1]!;
  return { for: sides.for.map(({ id }) => id), against: sides.against.map(({ id }) => id) };
};

test('what the page shows before any click: passages come out, and three factors are argued anew', () => {
  const argued = argue(factors, uses, initialState(known).facts, real);
  expect(
    argued.filter(({ added, gone }) => added.size + gone.length > 0).map(({ number }) => number)
  ).toEqual([1, 3, 4]);
  expect(argued[2]!.gone.map(({ id }) => id)).toContain('f3-bartz');
  expect([...argued[3]!.added]).toContain('f4-bartz-different');
  expect(sayChange(argued, ['how much comes out'])).toMatch(
    /^Changed: how much comes out\. \w+ arguments come in and \w+ fall away, on factors 1, 3 and 4\.$/
  );
});

test('courts disagree on the same facts, and both are shown', () => {
  const developing = ids(4, { purpose: 'generate', licences: 'developing' });
  expect(developing.for).toEqual(expect.arrayContaining(['f4-licence-bartz', 'f4-licence-kadrey']));
  expect(developing.against).toContain('f4-licence-ross');
  const proved = ids(4, { purpose: 'generate', harm: 'dilution-shown' });
  expect(proved.for).toContain('f4-bartz-dilution');
  expect(proved.against).toContain('f4-kadrey-shown');
});

test('on its own facts a case differs from itself in nothing and changes nothing', () => {
  for (const use of uses) {
    const argued = argue(factors, uses, use.facts, use.facts);
    expect(sayChange(argued, [])).toBe('These are the facts of the real case.');
    for (const { number, added, gone, alike } of argued) {
      expect(added.size + gone.length).toBe(0);
      const found = use.factors.some(({ factor }) => factor === number);
      expect(alike.includes(use), `${use.id}, factor ${number}`).toBe(found);
    }
  }
});

test('what comes in and what falls away is the difference of what is argued', () => {
  const anyFacts = fc.record(
    Object.fromEntries(
      factors.facts.map(({ id, options }) => [id, fc.constantFrom(...options.map((option) => option.id))])
    ),
    { requiredKeys: [] }
  ) as fc.Arbitrary<Chosen>;
  const argumentsOn = (chosen: Chosen) =>
    argue(factors, uses, chosen, chosen).flatMap(({ sides }) => Object.values(sides).flat());
  fc.assert(
    fc.property(anyFacts, anyFacts, (chosen, from) => {
      const argued = argue(factors, uses, chosen, from);
      const gone = new Set(argued.flatMap((one) => one.gone));
      const added = new Set(argued.flatMap((one) => [...one.added]));
      const kept = argumentsOn(from).filter((argument) => !gone.has(argument));
      expect(new Set([...kept.map(({ id }) => id), ...added])).toEqual(
        new Set(argumentsOn(chosen).map(({ id }) => id))
      );
    })
  );
});

test('a change is said as it is', () => {
  const none = argue(factors, uses, real, real);
  expect(none.map(sayFactor)).toEqual(Array(4).fill('no change'));
  expect(sayChange(none, ['the weather'])).toBe('Changed: the weather. No argument comes or goes.');
  const [gone] = argue(factors, uses, initialState(known).facts, real)[0]!.gone;
  expect(sayChange([{ ...none[0]!, gone: [gone!] }], ['the weather'])).toBe(
    'Changed: the weather. No argument comes in and one falls away, on factor 1.'
  );
});

test('what moves on a factor is counted and listed', () => {
  const [one, two, , four] = argue(factors, uses, initialState(known).facts, real);
  expect(moves(one!).map(({ comes, argument }) => [comes, argument.id])).toEqual([
    ...[...one!.added].map((id) => [true, id]),
    ...one!.gone.map(({ id }) => [false, id])
  ]);
  expect(moves(two!)).toEqual([]);
  const comes = moves(four!).filter((move) => move.comes).length;
  expect(comes).toBe(four!.added.size);
  const gone = one!.gone.slice(0, 1);
  expect(sayFactor({ added: new Set(['a']), gone: [] })).toBe('one comes in');
  expect(sayFactor({ added: new Set(['a', 'b']), gone })).toBe('two come in, one falls away');
  expect(sayFactor({ added: new Set(), gone: [...gone, ...gone] })).toBe('two fall away');
});

test('every argument says where it stands and what weight it has there', () => {
  const by = new Map(factors.arguments.map((one) => [one.id, one]));
  expect(pageOf(law, by.get('f4-licence-bartz')!)).toBe(', ECF No. 231 at 28');
  expect(pageOf(law, by.get('f1-campbell')!)).toBe(', at 579');
  const force = (id: string, purpose: string) => forceOf(law, by.get(id)!, { purpose });
  expect(force('f4-licence-bartz', 'generate')).toBe('persuasive: a trial court');
  expect(force('f4-licence-ross', 'compete')).toContain('binding on federal courts in Delaware');
  expect(force('f1-campbell', 'comment')).toBe(
    'binding on every court in the United States, where the facts are alike'
  );
  expect(force('f4-office-dilution', 'generate')).toBe('persuasive at most: the view of an office');
  expect(force('f1-doj', 'generate')).toBe(
    'persuasive at most: the view of a government that is not a party'
  );
  expect(nameOf(law, by.get('f1-doj')!)).toMatch(/^U\.S\. Justice Department, in In re OpenAI/);
  expect(nameOf(law, by.get('f4-office-dilution')!)).toMatch(/^U\.S\. Copyright Office: /);
  expect(nameOf(law, by.get('f4-licence-ross')!)).toBe('Thomson Reuters v. Ross Intelligence');
});

test('a rule binds whatever the use; how another case came out, and what was said in passing, persuade', () => {
  const force = (id: string, purpose: string) =>
    forceOf(
      law,
      factors.arguments.find((one) => one.id === id)!,
      { purpose }
    );
  const everywhere = 'every court in the United States';
  const second = 'federal courts in Connecticut, New York and Vermont';
  for (const id of ['f1-campbell-commerce', 'f1-warhol-outputs'])
    expect(force(id, 'generate')).toBe(
      `its rule binds ${everywhere}; how it applies here is argued by analogy`
    );
  expect(force('f4-licence-texaco', 'generate')).toBe(
    `its rule binds ${second}; how it applies here is argued by analogy`
  );
  expect(force('f1-warhol', 'same')).toBe(`binding on ${everywhere}`);
  expect(force('f3-heart', 'generate')).toBe(
    `persuasive here, from a court that binds ${everywhere}; drawn on by analogy, from another kind of use`
  );
  expect(force('f3-coherent', 'search')).toBe(
    `persuasive: said of facts that were not before a court that binds ${second}`
  );
  expect(force('f3-coherent', 'generate')).toContain('by analogy');
  expect(force('f4-bartz-different', 'generate')).toBe(
    'persuasive: a trial court; said of facts that were not before it'
  );
});

test('only what an appeals court held is said to bind, and its rules bind for every purpose', () => {
  for (const one of factors.arguments) {
    for (const purpose of one.when['purpose']!) {
      const says = forceOf(law, one, { purpose });
      if (one.rule) expect(says, one.id).toMatch(/^(binding on|its rule binds) /);
      else if (one.supposed || one.office || byAnalogy(one, { purpose }))
        expect(says, one.id).toMatch(/^persuasive/);
      expect(says.split('by analogy').length > 1, `${one.id}, ${purpose}`).toBe(byAnalogy(one, { purpose }));
    }
  }
});
