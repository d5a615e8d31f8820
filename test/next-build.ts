// The built site as it would be published next: another version, with one page's code and the entry changed.
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { complete } from '#lib/deployment/adapter.ts';
import { readCarried } from '#lib/deployment/carried.ts';
import { LIST } from '#lib/deployment/files.ts';
import { buildFolder } from './pages.ts';

/** The version of the built site. Throws where none has been built. */
export function builtVersion(): string {
  const path = join(buildFolder, '_app/version.json');
  if (!existsSync(path)) throw new Error('There is no build to look at. `npm run build` makes it.');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

/** What was renamed because its content changed, by its path in the built site. */
export type Renamed = Map<string, string>;

const INLINE = /<script[^>]*>([^]*?)<\/script>/g;
const sum = (text: string) => createHash('sha256').update(text).digest('base64');

/**
 * Writes the next version into a folder.
 *
 * @param changed the script that changes besides the entry, by a part of its path
 * @param carry whether the scripts of the built site are carried on
 */
export async function buildNext(
  folder: string,
  version: string,
  { changed = '/nodes/2.', carry = false } = {}
): Promise<Renamed> {
  rmSync(folder, { recursive: true, force: true });
  const files = globSync('**/*', { cwd: buildFolder })
    .map((file) => file.split(sep).join('/'))
    // What is written anew below must not be the same file on the disk.
    .filter((file) => ![LIST, '_headers'].includes(file) && statSync(join(buildFolder, file)).isFile());
  const renamed: Renamed = new Map();
  for (const file of files) {
    if (!file.endsWith('.js') || !(file.includes('/entry/app.') || file.includes(changed))) continue;
    renamed.set(file, file.replace(/\.[\w-]{8}\.js$/, '.next0000.js'));
  }
  if (renamed.size < 2) throw new Error(`Nothing in the build is called ${changed}.`);
  const name = (path: string) => path.replace(/^.*\//, '');
  const anew = (text: string) =>
    [...renamed].reduce(
      (all, [from, to]) => all.replaceAll(name(from), name(to)),
      text.replaceAll(builtVersion(), version)
    );
  for (const file of files) {
    const from = join(buildFolder, file);
    const to = join(folder, renamed.get(file) ?? file);
    mkdirSync(dirname(to), { recursive: true });
    if (/\.html$/.test(file)) {
      let html = readFileSync(from, 'utf8');
      for (const [, script] of html.matchAll(INLINE))
        html = html.replaceAll(sum(script!), sum(anew(script!)));
      writeFileSync(to, anew(html));
    } else if (renamed.has(file)) {
      writeFileSync(to, `${anew(readFileSync(from, 'utf8'))}\n// ${version}`);
    } else if (file === '_app/version.json' || file === 'service-worker.js') {
      writeFileSync(to, anew(readFileSync(from, 'utf8')));
    } else link(from, to);
  }
  const carried = carry ? await readCarried(buildFolder, new Date()) : new Map<never, never>();
  await complete(folder, { version, base: '', carried, off: false });
  return renamed;
}

/** The same file, without its bytes once more where the disk allows that. */
function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    cpSync(from, to);
  }
}
