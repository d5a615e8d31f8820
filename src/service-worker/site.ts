// This worker's site: where its top is, which version, and what that is made of.
import { version } from '$app/env';
import { self } from '$app/service-worker';
import { keptList, versionCache } from '#lib/deployment/kept.ts';
import { LIST, readList, type FileList } from '#lib/deployment/files.ts';
import { deployedVersion } from '#lib/deployment/version.ts';

/** The address of the top, with a slash at its end. */
export const scope = self.registration.scope;
export const VERSION = version;

/** Milliseconds that a server may take where there is a copy. */
export const LIMIT = 4000;

/** Milliseconds that a file may take that nobody waits for. */
export const LONG = 120_000;

/** Read once, however many files are asked for while that goes on. */
let own: Promise<FileList | undefined> | undefined;

/** What this version is made of; undefined where that is not known, as after all that was kept has been deleted. */
export async function ownList(): Promise<FileList | undefined> {
  const list = await (own ??= keptList(versionCache(scope, VERSION), scope));
  if (list === undefined) {
    own = undefined;
    void listSoon();
  }
  return list;
}

/** When the list was last asked for, and what came of it. */
let asked = 0;
let coming: Promise<FileList | undefined> = Promise.resolve(undefined);

/** The list, got again where it was lost: what is asked for meanwhile must not wait for it. Undefined where it cannot be had. */
export function listSoon(): Promise<FileList | undefined> {
  if (Date.now() - asked < 10 * LIMIT) return coming;
  asked = Date.now();
  coming = fetchList()
    .then(async (list) => {
      await keepList(list);
      return list;
    })
    // Then files go through unchecked, and are not kept.
    .catch(() => undefined);
  return coming;
}

/**
 * The list of this version from the server.
 *
 * @throws Error where it does not come, is damaged, or is that of another version: the site is just being published
 */
export async function fetchList(): Promise<FileList> {
  const signal = AbortSignal.timeout(LONG);
  const response = await fetch(scope + LIST, { cache: 'no-store', signal });
  const list = await readList(await response.text());
  if (list.version !== VERSION) throw new Error(`The list of files is that of version ${list.version}.`);
  return list;
}

export async function keepList(list: FileList): Promise<void> {
  const cache = await caches.open(versionCache(scope, VERSION));
  await cache.put(scope + LIST, new Response(JSON.stringify(list)));
  own = Promise.resolve(list);
}

/** Whether the server has another version, so that what it sends need not be what this one is made of. */
export async function isReplaced(): Promise<boolean> {
  const now = await deployedVersion(scope, LIMIT);
  return now !== undefined && now !== VERSION;
}
