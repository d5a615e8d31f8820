// Runs every check of the project, goes on after a failure, and ends with the line `N passed, N failed`.
// `npm test` runs all; `npm test -- unit browser` the named steps only.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** How many of the passed did so at the second try only. */
  again?: number;
}

interface Step {
  name: string;
  title: string;
  /** Shell commands, each run in view of the user; the step fails with the first that fails. */
  commands: string[];
  /** Where the tool counts its tests; without it the step counts as one. */
  count?: () => Counts;
  /** The step whose product this one looks at: when that failed, this one would look at an older product. */
  after?: string;
  /** On some machines it has nothing to run. */
  skippable?: true;
  /** A file the step cannot do without, and what to say when it is missing. */
  needs?: { path: string; reason: string };
  /**
   * Runs beside the others, one after another of its kind: two cores, and most tools use one. What it prints is held
   * back until it has ended.
   */
  beside?: true;
}

const root = join(import.meta.dirname, '..');
const results = join('test', '.results');
const minutes = 60_000;
process.chdir(root);

const ruff = join('training', '.venv', 'bin', 'ruff');
const python = join('training', '.venv', 'bin', 'python');
const noPython = 'no Python 3.11 environment in training/.venv';

const vitest = (name: string, workers: number): Step => ({
  name,
  title: `vitest, ${name}`,
  commands: [
    `vitest run --project ${name} --maxWorkers ${workers} ` +
      `--reporter=default --reporter=json --outputFile.json=${results}/${name}.json`
  ],
  count: () => {
    const { numPassedTests, numFailedTests, numTotalTests } = report<{
      numPassedTests: number;
      numFailedTests: number;
      numTotalTests: number;
    }>(`${name}.json`);
    return {
      passed: numPassedTests,
      failed: numFailedTests,
      skipped: numTotalTests - numPassedTests - numFailedTests
    };
  }
});

const playwright = (name: string, title: string, workers: number): Step => ({
  name,
  title,
  after: 'build',
  commands: [
    `PLAYWRIGHT_JSON_OUTPUT_FILE=${results}/${name}.json ` +
      `playwright test -c test/playwright.config.ts --project ${name} --workers ${workers}`
  ],
  count: () => {
    const { stats } = report<{
      stats: { expected: number; unexpected: number; flaky: number; skipped: number };
    }>(`${name}.json`);
    return {
      passed: stats.expected + stats.flaky,
      failed: stats.unexpected,
      skipped: stats.skipped,
      again: stats.flaky
    };
  }
});

const steps: Step[] = [
  { name: 'format', title: 'prettier', commands: ['prettier --check .'], beside: true },
  { name: 'lint', title: 'eslint', commands: ['npm run --silent lint'], beside: true },
  {
    name: 'python-lint',
    title: 'ruff',
    commands: [`${ruff} check training`, `${ruff} format --check training`],
    needs: { path: ruff, reason: noPython },
    beside: true
  },
  { name: 'types', title: 'svelte-check', commands: ['npm run --silent check'] },
  { name: 'build', title: 'vite build', commands: ['vite build --logLevel warn'] },
  { name: 'html', title: 'html-validate', commands: ['node test/html.ts'], after: 'build' },
  {
    name: 'text',
    title: 'the text of every page as it was accepted',
    commands: ['node test/text.ts'],
    count: () => report<Counts>('text.json'),
    after: 'build'
  },
  { name: 'links', title: 'linkinator', commands: ['node test/links.ts'], after: 'build' },
  // One at a time: these run language models. They leave time to what runs beside, and what takes two cores comes after.
  playwright('journeys', 'playwright, what readers do', 1),
  vitest('browser', 2),
  playwright('pages', 'playwright, every page, and what needs no model', 2),
  playwright('faults', 'playwright, a sample of what can go wrong', 2),
  {
    name: 'engines',
    title: 'Firefox and WebKit, a chapter and two demos',
    commands: ['node test/engines.ts'],
    count: () => report<Counts>('engines.json'),
    after: 'build',
    skippable: true
  },
  {
    name: 'lighthouse',
    title: 'lighthouse, three runs',
    commands: ['node test/lighthouse.ts'],
    after: 'build'
  },
  {
    name: 'training',
    title: 'pytest',
    commands: [`${python} -m pytest training/test --junitxml=${results}/training.xml`],
    count: () => {
      const xml = readFileSync(join(results, 'training.xml'), 'utf8');
      const of = (attribute: string) =>
        Number(new RegExp(`<testsuite [^>]*${attribute}="(\\d+)"`).exec(xml)?.[1]);
      const failed = of('failures') + of('errors');
      return { passed: of('tests') - failed - of('skipped'), failed, skipped: of('skipped') };
    },
    needs: { path: python, reason: noPython },
    beside: true
  },
  { ...vitest('unit', 1), beside: true }
];

/** What a tool wrote about its tests. */
function report<T>(file: string): T {
  return JSON.parse(readFileSync(join(results, file), 'utf8')) as T;
}

/** A port that nobody listens on. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Says something now, or holds it back. */
type Say = { (text: string): void; held?: true };

/** Runs a command in view of the user, for twenty minutes at most; true if it went well. */
function shell(command: string, env: NodeJS.ProcessEnv, say: Say): Promise<boolean> {
  say(`> ${command}`);
  return new Promise((resolve) => {
    // A group of its own, so that a command that hangs goes with everything it started.
    const child = spawn(command, {
      shell: true,
      stdio: ['ignore', ...(say.held ? (['pipe', 'pipe'] as const) : (['inherit', 'inherit'] as const))],
      detached: true,
      env
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => say(text.replace(/\n$/, '')));
    }
    const end = () => {
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    };
    const timer = setTimeout(() => {
      say(`Still running after twenty minutes, ended: ${command}`);
      end();
    }, 20 * minutes);
    const interrupt = () => {
      end();
      // Whatever runs beside it ends first.
      setImmediate(() => process.exit(130));
    };
    process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
    child.on('close', (code) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      resolve(code === 0);
    });
  });
}

async function run(step: Step, env: NodeJS.ProcessEnv, say: Say): Promise<Counts> {
  if (step.after && failedSteps.has(step.after)) {
    say(`NOT RUN: ${step.after} failed`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  if (step.needs && !existsSync(step.needs.path)) {
    say(`SKIPPED: ${step.needs.reason}`);
    return { passed: 0, failed: 0, skipped: 1 };
  }
  let ok = true;
  // An older report must not be taken for that of this run.
  for (const type of ['json', 'xml']) rmSync(join(results, `${step.name}.${type}`), { force: true });
  for (const command of step.commands) ok &&= await shell(command, env, say);
  if (!step.count) return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
  try {
    const counts = step.count();
    const sound =
      Object.values(counts).every(Number.isInteger) &&
      counts.passed + counts.failed + (step.skippable ? counts.skipped : 0) > 0;
    if (!sound) throw new Error(`${step.title} counted no test`);
    // A tool may fail outside of any test: an error nobody caught, a file that does not load.
    return ok || counts.failed > 0 ? counts : { ...counts, failed: 1 };
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(
    `No such step: ${unknown.join(', ')}. There are: ${steps.map(({ name }) => name).join(', ')}`
  );
  process.exit(2);
}

const chosen = steps.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const env: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  TEST_PORT: String(await freePort()),
  CI: '1'
};
mkdirSync(results, { recursive: true });

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const summary: string[] = [];
const failedSteps = new Set<string>();

async function runAll(lane: Step[]): Promise<void> {
  for (const step of lane) {
    const held: string[] = [];
    const say: Say = step.beside
      ? Object.assign((text: string) => void held.push(text), { held: true as const })
      : console.log;
    say(`\n=== ${step.name} (${step.title}) ===`);
    const start = performance.now();
    const { passed, failed, skipped, again } = await run(step, env, say);
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    if (failed) failedSteps.add(step.name);
    const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
    const line = `${failed ? 'FAIL' : passed ? 'ok  ' : 'skip'} ${step.name.padEnd(12)} ${seconds} s  ${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}${again ? `, ${again} of the passed at the second try` : ''}`;
    say(line);
    if (held.length > 0) console.log(held.join('\n'));
    summary.push(line);
  }
}

await Promise.all([
  runAll(chosen.filter(({ beside }) => !beside)),
  runAll(chosen.filter(({ beside }) => beside))
]);

console.log(`\n=== summary ===\n${summary.join('\n')}\n`);
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`
);
process.exitCode = total.failed ? 1 : 0;
