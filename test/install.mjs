// Installs what is missing, and only that: `node test/install.mjs` the npm packages, `--all` also what the tests need
// (Chromium, on Debian Firefox and WebKit too, and the Python packages of the training pipeline). Runs on whatever Node the
// machine has (20 or later).
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { findChromium } from './chromium.mjs';

process.chdir(new URL('..', import.meta.url).pathname);
const windows = process.platform === 'win32';

/**
 * Runs a command in view of the user; true if it went well.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<boolean>}
 */
function run(command, args, env = {}) {
  console.log(`> ${command} ${args.join(' ')}`);
  return new Promise((resolve) => {
    spawn(command, args, { stdio: 'inherit', shell: windows, env: { ...process.env, ...env } })
      .on('error', () => resolve(false))
      .on('close', (status) => resolve(status === 0));
  });
}

/**
 * Runs a command unseen and gives its output, or undefined if it failed.
 * @param {string} command
 * @param {string[]} args
 */
function ask(command, args) {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', shell: windows });
  return status === 0 ? stdout.trim() : undefined;
}

const json = (/** @type {string} */ path) => JSON.parse(readFileSync(path, 'utf8'));

/** True if node_modules holds every package of the lockfile in its version. */
function packagesInstalled() {
  if (!existsSync('node_modules/.package-lock.json') || !existsSync('node_modules/.bin/node')) return false;
  const installed = json('node_modules/.package-lock.json').packages;
  return Object.entries(json('package-lock.json').packages).every(
    ([path, wanted]) => path === '' || wanted.optional || installed[path]?.version === wanted.version
  );
}

async function installPackages() {
  if (packagesInstalled()) return;
  console.log('Installing npm packages');
  if (!(await run('npm', ['ci', '--loglevel=error', '--no-fund', '--no-audit']))) {
    console.error('npm ci failed: see above. It needs nothing but the npm registry.');
    process.exit(1);
  }
}

/** Debian and its kin, as root: the one place where we may install for ourselves. */
const apt = () => process.getuid?.() === 0 && ask('apt-get', ['--version']) !== undefined;

let aptFresh = false;
/** @param {string[]} packages */
async function aptInstall(...packages) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = ['-qq', '-o', 'Dpkg::Use-Pty=0', '-o', 'Acquire::Retries=3'];
  aptFresh ||= await run('apt-get', [...quiet, 'update'], env);
  return run('apt-get', [...quiet, 'install', '-y', '--no-install-recommends', ...packages], env);
}

async function installChromium() {
  if (findChromium() || playwrightChromium()) return;
  console.log('Installing Chromium');
  if (apt() && (await aptInstall('chromium')) && findChromium()) return;
  if ((await run('npx', ['playwright', 'install', 'chromium'])) && playwrightChromium()) return;
  console.error(
    'The browser tests need Chromium. Install it (on Debian, as root: apt-get install chromium), or say where it is: CHROMIUM_PATH=/path/to/chrome npm test'
  );
}

/** Browsers of other engines, where they are there for the asking; elsewhere their step is skipped, aloud. */
async function installEngines() {
  const wanted = Object.entries({
    'firefox-esr': 'firefox-esr',
    'webkit2gtk-driver': 'WebKitWebDriver',
    xvfb: 'Xvfb'
  }).filter(([, command]) => ask('which', [command]) === undefined);
  if (wanted.length === 0 || !apt()) return;
  const packages = wanted.map(([name]) => name);
  console.log(`Installing ${packages.join(', ')}`);
  aptFresh ||= await run('apt-get', ['-qq', 'update']);
  // Fetched within a time, and only then installed: what is half installed is worse than nothing.
  const fetch = '180 apt-get -qq install -y --download-only --no-install-recommends'.split(' ');
  if (!(await run('timeout', [...fetch, ...packages])) || !(await aptInstall(...packages)))
    console.log('They could not be installed: Firefox or WebKit will be skipped.');
}

/** True if Playwright holds a browser of its own. */
function playwrightChromium() {
  const script = "import('playwright').then(({ chromium }) => console.log(chromium.executablePath()))";
  const path = ask('node_modules/.bin/node', ['-e', script]);
  return Boolean(path && existsSync(path));
}

/** The command of Python 3.11, which the pinned packages are for. */
const python = () =>
  ['python3.11', 'python3', 'python'].find((command) =>
    ask(command, ['-c', 'import sys; print(sys.version_info[:2] == (3, 11))'])?.endsWith('True')
  );

async function installPython() {
  const skipped = 'the lint and the tests of training/ will be skipped.';
  const [cpu, cuda] = ['training/requirements.txt', 'training/requirements-cuda.txt'];
  const wanted = [cpu, cuda, 'training/requirements-shared.txt']
    .reduce((hash, path) => hash.update(readFileSync(path)), createHash('sha256'))
    .digest('hex');
  const stamp = 'training/.venv/requirements.sha256';
  if (existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === wanted) return;
  const command = python();
  if (!command) {
    console.log(`No Python 3.11 on this machine: ${skipped}`);
    return;
  }
  console.log('Installing the Python packages of training/');
  const usable = () =>
    existsSync('training/.venv/bin/python') && ask('training/.venv/bin/python', ['-m', 'pip', '--version']);
  const create = async () => (await run(command, ['-m', 'venv', 'training/.venv'])) && usable();
  if (!usable()) {
    rmSync('training/.venv', { recursive: true, force: true });
    // Debian ships Python without the module that makes environments.
    if (!(await create()) && !(apt() && (await aptInstall('python3-venv')) && (await create()))) {
      console.log(`Python could not make a virtual environment: ${skipped}`);
      rmSync('training/.venv', { recursive: true, force: true });
      return;
    }
  }
  const pip = '-m pip install --disable-pip-version-check -q --require-hashes -r'.split(' ');
  const install = (/** @type {string} */ lock) => run('training/.venv/bin/python', [...pip, lock]);
  // Which build of PyTorch there is depends on the package index; that for the CPU is a tenth of the other.
  if ((await install(cpu)) || (await install(cuda))) writeFileSync(stamp, `${wanted}\n`);
  else console.error('pip could not install training/requirements.txt: the tests of training/ will fail.');
}

const all = process.argv.includes('--all');
// Side by side: one waits for the network while the other unpacks. Chromium comes after, since apt runs once at a time.
await Promise.all([installPackages(), all && installPython()]);
if (all) {
  await installChromium();
  await installEngines();
}
