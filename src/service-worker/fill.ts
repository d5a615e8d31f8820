// What is kept without being asked for: the site's code, and what a reader had before.
import { self } from '$app/service-worker';
import type { FileList } from '#lib/deployment/files.ts';
import { keptLists, keptSums } from '#lib/deployment/kept.ts';
import { addressOf, isHeavy, isPage, kindOf, pathOf, sameFile } from './kinds.ts';
import { ask } from './network.ts';
import { LONG, scope } from './site.ts';
import type { File } from './store.ts';

/** Paths of this version. `code` is what no page goes without; `read` are pages and data that a reader had before. */
async function wanted({ files, carried }: FileList, here: ReadonlySet<string>) {
  const paths = Object.keys(files);
  const open = await self.clients.matchAll({ includeUncontrolled: true, type: 'window' });
  const before = (await keptLists(scope)).flatMap((list) =>
    Object.entries(list.files)
      .filter(([, [, sum]]) => here.has(sum))
      .map(([path]) => path)
  );
  // What runs models is wanted where a reader had it, and it has changed.
  const heavy = before.filter((path) => isHeavy(path) && !(path in files));
  const isCode = (path: string) =>
    path.startsWith('_app/immutable/') &&
    !(path in carried) &&
    (!isHeavy(path) || heavy.some((old) => sameFile(path, old)));
  const code = paths.filter((path) => isCode(path) || path === 'favicon.svg');
  // A model that changed is not fetched before it is asked for: it may be large, and another release.
  const isRead = (path: string) => path in files && (isPage(path) || kindOf(path) === 'other');
  const read = [...open.map(({ url }) => pathOf(url, scope)), ...before].filter(isRead);
  return { code, read: [...new Set(read)] };
}

/**
 * Fetches what is wanted and not here. What has the content of a file that is here, in whatever version, is.
 *
 * @param also files that are wanted besides
 * @returns how many files were fetched, and which of those that no page goes without could not be
 */
export async function fill(
  list: FileList,
  also: readonly File[],
  event: ExtendableEvent
): Promise<{ fetched: number; missing: string[] }> {
  const here = await keptSums(scope);
  const { code, read } = await wanted(list, here);
  const files = new Map<string, File>();
  for (const path of [...code, ...read]) files.set(path, { path, sum: list.files[path]! });
  for (const file of also) files.set(file.path, file);
  const absent = new Map<string, File>();
  for (const file of files.values()) if (!here.has(file.sum[1])) absent.set(file.sum[1], file);
  const got = await Promise.all([...absent.values()].map((file) => get(file, event)));
  const now = await keptSums(scope);
  const missing = code.filter((path) => !now.has(list.files[path]![1]));
  return { fetched: got.filter(Boolean).length, missing };
}

/** Fetches a file and keeps it, past a browser's cache if need be. Returns whether it came. */
async function get(file: File, event: ExtendableEvent): Promise<boolean> {
  for (const cache of ['no-cache', 'reload'] as const) {
    try {
      const signal = AbortSignal.timeout(LONG);
      const { good, keeping } = await ask(
        new Request(addressOf(file.path, scope), { cache, signal }),
        file,
        event
      );
      await keeping;
      if (good) return true;
    } catch {
      // Then once more.
    }
  }
  return false;
}
