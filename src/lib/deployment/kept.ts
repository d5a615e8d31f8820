// What the service worker keeps on a device, and where: by content. A file is kept once under its SHA-256, whatever its
// address and in however many versions of the site it stands; beside the files each version keeps its own list.
import { LIST, readList, type FileList, type Sum } from './files.ts';

/** The prefix of every cache of ours. */
export const PREFIX = 'verbatim:';

/** The caches of a site. @param scope the address of its top: another copy on the same host keeps its own */
const prefixOf = (scope: string) => `${PREFIX}${new URL(scope).pathname}:`;

/** The cache of files by their content. */
export const filesCache = (scope: string): string => `${prefixOf(scope)}files`;

/** The cache of a version, which holds its list. */
export const versionCache = (scope: string, version: string): string =>
  `${prefixOf(scope)}version:${version}`;

/** The key under which a file is kept. */
export const keyOf = (scope: string, [, sha256]: Sum): string => `${scope}kept/${sha256}`;

/** The SHA-256 of a file, from its key. */
export const sumOfKey = (key: string): string => key.replace(/^.*\//, '');

/** The names of all caches of a site. */
export const cachesOf = async (scope: string): Promise<string[]> =>
  (await caches.keys()).filter((name) => name.startsWith(prefixOf(scope)));

/** The list of a version, undamaged; undefined where it is not kept. @param cacheName see `versionCache` */
export async function keptList(cacheName: string, scope: string): Promise<FileList | undefined> {
  if (!(await caches.has(cacheName))) return;
  const found = await (await caches.open(cacheName)).match(scope + LIST);
  try {
    return found && (await readList(await found.text()));
  } catch {
    return undefined;
  }
}

/** The lists of all versions that are kept; while tabs of an old one are open there are two. */
export async function keptLists(scope: string): Promise<FileList[]> {
  const lists: FileList[] = [];
  for (const name of await cachesOf(scope)) {
    const list = name === filesCache(scope) ? undefined : await keptList(name, scope);
    if (list) lists.push(list);
  }
  return lists;
}

/** The SHA-256 of every file that is kept. */
export async function keptSums(scope: string): Promise<Set<string>> {
  const cache = await caches.open(filesCache(scope));
  return new Set((await cache.keys()).map(({ url }) => sumOfKey(url)));
}

export interface Kept {
  bytes: number;
  files: number;
  pages: number;
  models: number;
}

/** How much is kept here. */
export async function keptHere(scope: string): Promise<Kept> {
  const all: Kept = { bytes: 0, files: 0, pages: 0, models: 0 };
  if (!(await caches.has(filesCache(scope)))) return all;
  const here = await keptSums(scope);
  all.files = here.size;
  for (const { files } of await keptLists(scope)) {
    for (const [path, [bytes, sum]] of Object.entries(files)) {
      // Once, though it may have several addresses.
      if (!here.delete(sum)) continue;
      all.bytes += bytes;
      if (path.endsWith('/index.html') || path === 'index.html') all.pages++;
      else if (path.endsWith('.onnx.bin')) all.models++;
    }
  }
  return all;
}

/** Deletes all that is kept. */
export async function clearKept(scope: string): Promise<void> {
  for (const name of await cachesOf(scope)) await caches.delete(name);
}

/** What a page asks the worker, and the answer. */
export const REPAIR = 'repair';
export interface Repaired {
  /** Files that were damaged, and deleted. */
  damaged: number;
  /** Files that were fetched. */
  fetched: number;
  /** Files that could not be fetched. */
  missing: number;
}
