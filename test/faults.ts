// All of the fault matrix, and what takes a second build: `npm run faults`, some forty minutes on two cores. Words after it
// are handed on to Playwright, such as `-g "The model"`.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
process.chdir(root);
/** The build as it was, so that the next one is a new deployment to it. */
const earlier = join('test', '.results', 'earlier-build');

function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}): boolean {
  console.log(`> ${command} ${args.join(' ')}`);
  return spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;
}

const given = process.argv.slice(2);
if (given.length === 0) {
  if (!existsSync('build') && !run('vite', ['build', '--logLevel', 'warn'])) process.exit(1);
  rmSync(earlier, { recursive: true, force: true });
  cpSync('build', earlier, { recursive: true });
  if (!run('vite', ['build', '--logLevel', 'warn'])) process.exit(1);
}
const config = ['playwright', 'test', '-c', 'test/playwright.config.ts', '--retries', '0'];
const env = { FAULTS: 'all', EARLIER_BUILD: existsSync(earlier) ? earlier : '' };
const matrix = run('npx', [...config, '--project', 'faults', ...given], env);
// One script request in ten fails, at random, over two hundred visits.
const visits =
  given.length > 0 || run('npx', [...config, '--project', 'journeys', 'stands.spec.ts'], { VISITS: '200' });
process.exitCode = matrix && visits ? 0 : 1;
