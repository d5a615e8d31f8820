import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { evidence } from './supply-chain.ts';

test('the stages are those of the file, and their rights are counted one by one', async () => {
  const { chain, numbers } = await evidence();
  const { stages } = parse(readFileSync('content/supply-chain.yaml', 'utf8')) as {
    stages: { id: string; name: string; rights?: Record<string, string> }[];
  };
  expect(chain.stages.map(({ id, name }) => [id, name])).toEqual(stages.map(({ id, name }) => [id, name]));
  const found = { stages: 0, free: 0, reproduce: 0, disputed: 0 };
  for (const { rights = {} } of stages) {
    found.stages++;
    if (Object.keys(rights).length === 0) found.free++;
    if (rights.reproduce !== undefined) found.reproduce++;
    if (Object.values(rights).some((state) => state === 'disputed')) found.disputed++;
  }
  expect(numbers).toEqual(found);
});
