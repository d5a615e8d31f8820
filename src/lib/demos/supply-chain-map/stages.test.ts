import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readStages } from './stages.ts';

const FILE = 'content/supply-chain.yaml';
const yaml = () => parse(readFileSync(FILE, 'utf8')) as { stages: Record<string, unknown>[] };
const law = parse(readFileSync('content/law/cases.yaml', 'utf8')) as {
  cases: { id: string; name: string }[];
};
const cases = new Map(law.cases.map(({ id, name }) => [id, name]));
const read = (change?: (stages: Record<string, unknown>[]) => void) => {
  const chain = yaml();
  change?.(chain.stages);
  return readStages(chain, cases, FILE);
};

describe('the supply chain', () => {
  test('has the eight stages of the paper, in its order', () => {
    expect(read().stages.map(({ term }) => term)).toEqual([
      'creation of expressive works',
      'data creation',
      'dataset collection and curation',
      'pre-training',
      'fine-tuning',
      'release and deployment',
      'generation',
      'alignment'
    ]);
  });

  test('is a web, not a line: what was generated can become data again', () => {
    const { stages } = read();
    const order = stages.map(({ id }) => id);
    const back = stages.flatMap(({ id, next }) =>
      next.filter((n) => order.indexOf(n) < order.indexOf(id)).map((n) => `${id} to ${n}`)
    );
    expect(back).toContain('generation to dataset');
    const reached = new Set(stages.flatMap(({ next }) => next));
    expect(order.filter((id) => !reached.has(id))).toEqual(['works']);
  });

  test('names each case as the list of cases does', () => {
    for (const { cases: found } of read().stages)
      for (const { id, name } of found) expect(name).toBe(cases.get(id));
  });

  test.each([
    [
      'a case that nobody listed',
      { cases: [{ id: 'no-such-case', says: 'x' }] },
      'there is no case "no-such-case"'
    ],
    ['a stage that is not there', { next: ['nowhere'] }, 'there is no stage "nowhere"'],
    ['a right that is not there', { rights: { burn: 'plain' } }, 'there is no right "burn"'],
    ['no case and no word on it', { cases: [] }, 'no case, and no word on why'],
    ['a field too many', { colour: 'red' }, 'stages.1.colour'],
    ['a field too few', { ours: undefined }, 'stages.1.ours']
  ])('is refused with %s', (_, change, message) => {
    expect(() => read((stages) => Object.assign(stages[1]!, change))).toThrow(FILE);
    expect(() => read((stages) => Object.assign(stages[1]!, change))).toThrow(message);
  });
});
