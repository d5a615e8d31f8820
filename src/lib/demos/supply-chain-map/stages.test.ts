import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readStages } from './stages.ts';

const FILE = 'content/supply-chain.yaml';
const yaml = () => parse(readFileSync(FILE, 'utf8')) as { stages: Record<string, unknown>[] };
const { cases } = parse(readFileSync('content/law/cases.yaml', 'utf8')) as {
  cases: { id: string; name: string; events: { id: string; superseded_by?: string }[] }[];
};
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

  test('an output touches a right only where it repeats a work, or people differ on it', () => {
    const { rights } = read().stages.find(({ id }) => id === 'generation')!;
    expect(rights).toEqual({
      reproduce: 'repeats',
      adapt: 'repeats',
      distribute: 'disputed',
      show: 'disputed'
    });
  });

  test('names each case as the list of cases does', () => {
    for (const { cases: found } of read().stages)
      for (const { id, name } of found) expect(name).toBe(cases.find((one) => one.id === id)!.name);
  });

  test.each([
    [
      'a case that nobody listed',
      { cases: [{ id: 'no-such-case', event: 'x', says: 'x' }] },
      'there is no case "no-such-case"'
    ],
    [
      'an event that is not of the case',
      { cases: [{ id: 'bartz', event: 'ross-2026-09', says: 'x' }] },
      'the case "bartz" has no event "ross-2026-09"'
    ],
    [
      'a ruling that was overtaken',
      { cases: [{ id: 'ross', event: 'ross-2025-02', says: 'x' }] },
      '"ross-2026-09" counts in place of "ross-2025-02"'
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
