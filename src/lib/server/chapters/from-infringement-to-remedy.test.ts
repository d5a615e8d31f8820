import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { evidence } from './from-infringement-to-remedy.ts';

test('each sum is a limit of the statute times the works, and the settlement lies between them', async () => {
  const { works, sums, overLeast, underMost } = await evidence();
  const number = (text: string) => Number(text.replace(/[^\d.]/g, ''));
  const millions = ({ all }: { all: string }) => number(all) * (all.endsWith('billion') ? 1000 : 1);
  for (const row of sums) {
    const product = (number(row.each) * number(works)) / 1e6;
    expect(Math.abs(millions(row) - product) / product, row.what).toBeLessThan(0.04);
  }
  const all = sums.map(millions);
  expect(all).toEqual(all.toSorted((a, b) => a - b));
  expect(overLeast).toBe(Math.round(all[1]! / all[0]!));
  expect(underMost).toBe(Math.round(all[3]! / all[1]!));
});

test('the limits and the works are those of the records', async () => {
  const facts = parse(readFileSync('content/facts/from-infringement-to-remedy.yaml', 'utf8')) as {
    values: string[];
  }[];
  const values = facts.flatMap((fact) => fact.values);
  const { works, sums } = await evidence();
  expect(values).toEqual(expect.arrayContaining([works, sums[0]!.each, sums[2]!.each, sums[3]!.each]));
});
