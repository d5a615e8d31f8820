// All of the fault matrix, two hundred visits on which one script request in ten fails, each script of three pages failing
// in turn, and the service worker with a host that lies in every way: `npm run faults`, after a build. What has passed with
// this build is not run again, so a run that was ended goes on where it was; `-- --fresh` begins anew. What else is said
// is handed on to Playwright: `-- -g "The model"`. At its end, `faults/last-run.json` says how many have passed.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LastRun } from './faults/faults.ts';
import { builtVersion } from './next-build.ts';

process.chdir(join(import.meta.dirname, '..'));

/** The tests that are larger here than in `npm test`. */
const LARGER =
  '(top|worker|framed|sandboxed): |the matrix holds|visits|host lies|every kind of file|fails in turn';

const given = process.argv.slice(2);
const further = given.filter((argument) => argument !== '--fresh');
const results = join('test', '.results');
const passed = join(results, `faults-${builtVersion()}.txt`);
mkdirSync(results, { recursive: true });
if (given.includes('--fresh')) rmSync(passed, { force: true });
closeSync(openSync(passed, 'a'));

const { status } = spawnSync(
  'playwright',
  [
    'test',
    ...['-c', 'test/playwright.config.ts', '--project', 'faults', '--retries', '0', '--workers', '2'],
    ...['matrix.spec.ts', 'stands.spec.ts', 'offline.spec.ts'],
    ...['--reporter', 'list,./test/faults/passed.ts', '--test-list-invert', passed, '--pass-with-no-tests'],
    ...(further.length > 0 ? further : ['-g', LARGER])
  ],
  { stdio: 'inherit', env: { ...process.env, FAULTS: 'all', VISITS: '200', PASSED: passed } }
);
process.exitCode = status ?? 1;
if (further.length === 0) {
  const lines = (path: string) => new Set(readFileSync(path, 'utf8').split('\n').filter(Boolean)).size;
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const day = new Date().toISOString().slice(0, 10);
  const run: LastRun = { day, commit, passed: lines(passed), failed: lines(`${passed}.failed`) };
  writeFileSync(join('test', 'faults', 'last-run.json'), `${JSON.stringify(run, null, 2)}\n`);
}
