import type { Adapter } from '@sveltejs/kit';
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { readCarried, type Carried } from './carried.ts';
import { LIST, seal, sha256, type Sum } from './files.ts';
import { headersFile } from './headers.ts';

/** Not in the list: the list itself, what would have to hold its checksum, and what hosts read and do not serve. */
const UNLISTED = new Set([LIST, 'service-worker.js', '_headers']);

/** The service worker that ends all others. */
const OFF = join(import.meta.dirname, '..', '..', 'service-worker', 'off.js');

interface Options {
  version: string;
  /** The folder of the site on its host, such as "/verbatim", or "". */
  base: string;
  carried: ReadonlyMap<string, Carried>;
  /** Whether the service worker is to end itself wherever it was installed. */
  off: boolean;
}

/** Makes the files in a folder a deployment: the headers, what is carried over from the last one, and the list of all. */
export async function complete(folder: string, { version, base, carried, off }: Options): Promise<void> {
  if (off) copyFileSync(OFF, join(folder, 'service-worker.js'));
  writeFileSync(join(folder, '_headers'), headersFile(base));
  const last: Record<string, string> = {};
  for (const [path, file] of carried) {
    const to = join(folder, path);
    if (existsSync(to)) continue;
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, file.bytes);
    last[path] = file.last;
  }
  const files: Record<string, Sum> = {};
  for (const found of globSync('**/*', { cwd: folder }).sort()) {
    const path = found.split(sep).join('/');
    const file = join(folder, found);
    if (UNLISTED.has(path) || !statSync(file).isFile()) continue;
    const bytes = readFileSync(file);
    files[path] = [bytes.length, await sha256(bytes)];
  }
  writeFileSync(join(folder, LIST), JSON.stringify(await seal({ version, files, carried: last })));
}

/**
 * An adapter whose build is made a deployment. The environment says what else belongs to it: `PREVIOUS_BUILD` is a folder
 * with the last build, whose scripts open pages may still ask for; `KILL_SERVICE_WORKER=1` ends the service worker.
 */
export function deployment(inner: Adapter, folder: string): Adapter {
  return {
    ...inner,
    name: `${inner.name}, as a deployment`,
    async adapt(builder) {
      const { PREVIOUS_BUILD, KILL_SERVICE_WORKER } = process.env;
      const carried = PREVIOUS_BUILD
        ? await readCarried(PREVIOUS_BUILD, new Date())
        : new Map<string, Carried>();
      await inner.adapt(builder);
      const { version, paths } = builder.config;
      const off = KILL_SERVICE_WORKER === '1';
      await complete(folder, { version: version.name, base: paths.base, carried, off });
    }
  };
}
