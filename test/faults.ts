// All of the fault matrix, an hour or so on two cores, two hundred visits on which one script request in ten fails, each
// script of three pages failing in turn, and the service worker with a host that lies in every way: `npm run faults`,
// after a build. What is said after it is handed on to Playwright for the matrix alone: `-- -g "The model"`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

process.chdir(join(import.meta.dirname, '..'));

/** Runs tests in view of the user; true if they passed. */
const run = (args: string[], env: NodeJS.ProcessEnv) =>
  spawnSync('playwright', ['test', '-c', 'test/playwright.config.ts', '--retries', '0', ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...env }
  }).status === 0;

const given = process.argv.slice(2);
const matrix = run(['--project', 'faults', 'matrix.spec.ts', ...given], { FAULTS: 'all' });
const rest =
  given.length > 0 ||
  run(
    [
      '--project',
      'faults',
      'stands.spec.ts',
      'offline.spec.ts',
      '-g',
      'visits|host lies|every kind of file|fails in turn'
    ],
    {
      FAULTS: 'all',
      VISITS: '200'
    }
  );
process.exitCode = matrix && rest ? 0 : 1;
