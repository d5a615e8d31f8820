import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readCases, type Law, type Sources } from '#lib/law/cases.ts';
import { readThings, type Measured, type Thing } from '#lib/law/copy.ts';
import { readFactors, type Factors } from '#lib/law/factors.ts';
import { readSteps, type Step } from '#lib/law/steps.ts';
import { readReferences } from './content.ts';

const CASES = join('content', 'law', 'cases.yaml');
const FACTORS = join('content', 'law', 'factors.yaml');
const COPY = join('content', 'law', 'copy.yaml');
const STEPS = join('content', 'law', 'steps.yaml');

const yaml = async (file: string): Promise<unknown> => parse(await readFile(file, 'utf8'));

/** The cases, and the works that they cite. */
export async function readLaw(): Promise<{ law: Law; sources: Sources }> {
  const references = await readReferences();
  const law = readCases(await yaml(CASES), references, CASES);
  const used = new Set(law.cases.flatMap(({ events }) => events.map(({ source }) => source)));
  return { law, sources: Object.fromEntries([...references].filter(([key]) => used.has(key))) };
}

/** What a court asks, in order. */
export async function readCourtSteps(): Promise<Step[]> {
  const { law } = await readLaw();
  return readSteps(await yaml(STEPS), law, STEPS);
}

/** What holds a work, element by element, with what was measured of a model and of its twin. */
export async function readCopies(measured: Record<'raw' | 'twin', Measured>): Promise<Thing[]> {
  const { law } = await readLaw();
  return readThings(await yaml(COPY), law, measured, COPY);
}

/** The factors and their arguments. */
export async function readArguments(): Promise<Factors> {
  const { law } = await readLaw();
  return readFactors(await yaml(FACTORS), law, FACTORS);
}
