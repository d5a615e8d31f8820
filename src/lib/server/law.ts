import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readCases, type Law, type Sources } from '#lib/law/cases.ts';
import { readFactors, type Factors } from '#lib/law/factors.ts';
import { readReferences } from './content.ts';

const CASES = join('content', 'law', 'cases.yaml');
const FACTORS = join('content', 'law', 'factors.yaml');

const yaml = async (file: string): Promise<unknown> => parse(await readFile(file, 'utf8'));

/** The cases, and the works that they cite. */
export async function readLaw(): Promise<{ law: Law; sources: Sources }> {
  const references = await readReferences();
  const law = readCases(await yaml(CASES), references, CASES);
  const used = new Set(law.cases.flatMap(({ events }) => events.map(({ source }) => source)));
  return { law, sources: Object.fromEntries([...references].filter(([key]) => used.has(key))) };
}

/** The factors and their arguments. */
export async function readArguments(): Promise<Factors> {
  const { law } = await readLaw();
  return readFactors(await yaml(FACTORS), law, FACTORS);
}
