// `npm run mutate`: changes the code in one place at a time and sees whether a unit test fails. Not part of `npm test`:
// it takes long. `npm run mutate -- measures words` mutates these areas only, `npm run mutate -- src/lib/words/day.ts`
// one file. To be quick while writing tests: `--sample 30` mutates 30 % of the lines, the same ones each time, and what
// stands on one line only; `--again` keeps what an earlier run found out where neither code nor tests have changed since.
//
// The areas are in mutate/areas.yaml, changes that change nothing in mutate/equivalent.yaml.
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, matchesGlob, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { parse } from 'yaml';

/** Of an area's mutants this share must be killed. */
const LEAST = 0.85;

/** Code to mutate, as globs, and the folder whose tests are run. */
interface Area {
  code: string[];
  tests: string;
}

/** Mutants of one line that no test can kill. */
interface Equivalent {
  file: string;
  /** The line of code that it is on, or begins on. */
  line: string;
  /** As this script prints them. */
  changes: string[];
  reason: string;
}

type Mutant = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

const root = join(import.meta.dirname, '..');
process.chdir(root);

const yaml = (name: string): unknown => parse(readFileSync(`test/mutate/${name}.yaml`, 'utf8'));
const areas = yaml('areas') as Record<string, Area>;
const equivalents = yaml('equivalent') as Equivalent[];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { again: { type: 'boolean' }, sample: { type: 'string', default: '100' } }
});
const percent = Number(values.sample);
if (!(percent > 0 && percent <= 100)) throw new Error(`--sample takes a percentage, not ${values.sample}.`);
const wanted = positionals.length > 0 ? positionals : Object.keys(areas);

/** Whether an area mutates a file. */
const holds = ({ code }: Area, file: string): boolean =>
  code.some((glob) => matchesGlob(file, glob)) &&
  !code.some((glob) => glob.startsWith('!') && matchesGlob(file, glob.slice(1)));

/** The area of a name, or of a file. */
function areaOf(name: string): Area | undefined {
  if (areas[name]) return areas[name];
  const around = Object.values(areas).find((area) => holds(area, name));
  return around && { ...around, code: [name] };
}

const unknown = wanted.filter((name) => !areaOf(name));
if (unknown.length > 0) {
  console.error(`No such area: ${unknown.join(', ')}. There are: ${Object.keys(areas).join(', ')}`);
  process.exit(2);
}

/** The lines of an area that are drawn, as ranges. */
function drawLines(area: Area): string[] {
  const drawn = (place: string) =>
    createHash('sha256').update(place).digest().readUInt32BE() < (percent / 100) * 2 ** 32;
  const files = globSync(area.code.filter((glob) => !glob.startsWith('!'))).filter((file) =>
    holds(area, file)
  );
  return files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((_, i) => (drawn(`${file}:${i + 1}`) ? [`${file}:${i + 1}-${i + 1}`] : []))
  );
}

function run(area: Area): Promise<Mutant[]> {
  process.env.MUTATE_TESTS = area.tests;
  return new Stryker({
    mutate: [...(percent < 100 ? drawLines(area) : area.code), '!**/*.test.ts'],
    testRunner: 'vitest',
    vitest: { configFile: 'test/mutate/vitest.ts' },
    plugins: ['@stryker-mutator/vitest-runner'],
    coverageAnalysis: 'perTest',
    ignorePatterns: ['/build', '/training', '/.svelte-kit', '/test/.results', '/test/.cache'],
    tempDirName: 'test/.results/mutants',
    cleanTempDir: 'always',
    incremental: values.again === true,
    incrementalFile: 'test/.cache/mutants.json',
    reporters: [process.stdout.isTTY ? 'progress' : 'progress-append-only'],
    concurrency: 1
  }).runMutationTest();
}

const oneLine = (code: string): string => code.replace(/\s+/g, ' ').trim();

interface Place {
  file: string;
  line: string;
  change: string;
}

/** What a mutant changes, and where. */
function describe({ fileName, location: { start, end }, replacement }: Mutant): Place & { at: number } {
  const lines = readFileSync(fileName, 'utf8').split('\n');
  const before = lines.slice(start.line - 1, end.line);
  before.push(before.pop()!.slice(0, end.column - 1));
  before[0] = before[0]!.slice(start.column - 1);
  return {
    file: relative(root, fileName),
    at: start.line,
    line: lines[start.line - 1]!.trim(),
    change: `${oneLine(before.join('\n'))} => ${oneLine(replacement)}`
  };
}

/** Runs an area and prints what came of it; true if enough was killed and the list of equivalents holds. */
async function judge(name: string, area: Area): Promise<boolean> {
  const started = performance.now();
  // Stryker also tells what it remembers of other files.
  const mutants = (await run(area)).filter(({ fileName }) => holds(area, relative(root, fileName)));
  const endless = mutants.filter(({ status }) => status === 'Timeout').length;
  const killed = mutants.filter(({ status }) => status === 'Killed').length + endless;
  const alive = mutants
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map(describe);

  const listed = equivalents
    .filter(({ file }) => holds(area, file))
    .flatMap(({ file, line, changes }) => changes.map((change) => ({ file, line, change })));
  const same = (a: Place, b: Place) => a.file === b.file && a.line === b.line && a.change === b.change;
  const survivors = alive.filter((mutant) => !listed.some((one) => same(one, mutant)));
  const unused = percent < 100 ? [] : listed.filter((one) => !alive.some((mutant) => same(one, mutant)));
  for (const { file, at, line, change } of survivors)
    console.log(`survived ${file}:${at}  ${line}\n         ${change}`);
  for (const { file, change } of unused)
    console.log(`not equivalent, or not there any more: ${file}  ${change}`);

  const all = killed + survivors.length;
  const share = killed / all;
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  console.log(
    `${share >= LEAST ? 'ok  ' : 'FAIL'} ${name.padEnd(12)} ${(100 * share).toFixed(1)} % killed: ${killed} of ${all}, ` +
      `${endless} of them by not ending, and ${alive.length - survivors.length} equivalent; ${minutes} min`
  );
  return share >= LEAST && unused.length === 0;
}

let ok = true;
for (const name of wanted) ok = (await judge(name, areaOf(name)!)) && ok;
process.exitCode = ok ? 0 : 1;
