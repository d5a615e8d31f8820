import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readStages, type SupplyChain } from '#lib/demos/supply-chain-map/stages.ts';
import { readReferences } from './content.ts';
import { readLaw } from './law.ts';

const FILE = join('content', 'supply-chain.yaml');

/** The eight stages from a work to an output, with the names of the cases at each. */
export async function readSupplyChain(): Promise<SupplyChain> {
  const { law } = await readLaw();
  const chain = readStages(parse(await readFile(FILE, 'utf8')), law.cases, FILE);
  if (!(await readReferences()).has(chain.source))
    throw new Error(`${FILE}: unknown source, "${chain.source}"`);
  return chain;
}
