import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { evidence } from './fair-use.ts';

interface Case {
  id: string;
  name: string;
  events: { source: string }[];
  uses?: {
    id: string;
    name: string;
    outcome: string;
    factors: { factor: number; stance: string; said: string }[];
  }[];
}

const yaml = <T>(name: string) => parse(readFileSync(`content/law/${name}.yaml`, 'utf8')) as T;

test('the rulings on training stand in the order of the text, each as the file of cases has it', async () => {
  const { law, judged, sources, factors } = await evidence();
  const { cases } = yaml<{ cases: Case[] }>('cases');
  expect(law.cases.map(({ id, name, events }) => [id, name, events.length])).toEqual(
    cases.map(({ id, name, events }) => [id, name, events.length])
  );
  expect(judged.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['bartz-training', 'fair'],
    ['bartz-library', 'not-fair'],
    ['kadrey-training', 'fair'],
    ['ross-training', 'not-fair']
  ]);
  const uses = new Map(cases.flatMap((each) => (each.uses ?? []).map((use) => [use.id, use])));
  for (const use of judged) expect(use).toMatchObject(uses.get(use.id)!);
  const cited = new Set(cases.flatMap(({ events }) => events.map(({ source }) => source)));
  expect(Object.keys(sources).toSorted()).toEqual([...cited].toSorted());
  const file = yaml<{ factors: { number: number; name: string }[]; arguments: { id: string }[] }>('factors');
  expect(factors.factors.map(({ number, name }) => [number, name])).toEqual(
    file.factors.map(({ number, name }) => [number, name])
  );
  expect(factors.arguments.map(({ id }) => id)).toEqual(file.arguments.map(({ id }) => id));
});
