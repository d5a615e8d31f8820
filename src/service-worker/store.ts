// The files kept, by their content; see src/lib/deployment/kept.ts.
import { isFile, type Sum } from '#lib/deployment/files.ts';
import { filesCache, keyOf, keptSums, sumOfKey } from '#lib/deployment/kept.ts';
import { typeOf } from './kinds.ts';
import { scope } from './site.ts';

/** A file by its path, and what it must be. */
export interface File {
  path: string;
  sum: Sum;
}

/** Files found whole since this worker started. A device may spoil what it keeps, and not while we look. */
const sound = new Set<string>();

const open = () => caches.open(filesCache(scope));

/**
 * A response with other content: decoded, of no length that was told before, and of the type that the file has.
 *
 * @param path of the file, where it is known to be what came
 */
export function respond(body: BodyInit, { headers }: Response, path?: string): Response {
  const copy = new Headers(headers);
  for (const name of ['content-encoding', 'content-length']) copy.delete(name);
  const type = path && typeOf(path);
  if (type) copy.set('content-type', type);
  return new Response(body, { headers: copy });
}

/** A file that was kept, whole; one that is not is deleted. @param again looks even if it was found whole before */
export async function kept({ path, sum }: File, again = false): Promise<Response | undefined> {
  const cache = await open();
  const found = await cache.match(keyOf(scope, sum));
  if (!found) return;
  if (sound.has(sum[1]) && !again) return respond(found.body!, found, path);
  const bytes = await found.arrayBuffer();
  if (await isFile(bytes, sum)) {
    sound.add(sum[1]);
    return respond(bytes, found, path);
  }
  sound.delete(sum[1]);
  await cache.delete(keyOf(scope, sum));
}

/** Keeps a file. @throws DOMException where there is no room for it */
export async function keep({ path, sum }: File, bytes: ArrayBuffer, response: Response): Promise<void> {
  await (await open()).put(keyOf(scope, sum), respond(bytes, response, path));
  sound.add(sum[1]);
}

/** Keeps a file if there is room: that there is none is no reason to fail. */
export async function keepIfRoom(file: File, bytes: ArrayBuffer, response: Response): Promise<void> {
  try {
    await keep(file, bytes, response);
  } catch (error) {
    console.warn(`${file.path} was not kept for later: ${String(error)}`);
  }
}

/** Deletes what is kept and not of these. */
export async function purge(wanted: ReadonlySet<string>): Promise<void> {
  const cache = await open();
  for (const { url } of await cache.keys()) if (!wanted.has(sumOfKey(url))) await cache.delete(url);
}

/** Deletes which of these files are damaged, and returns them. */
export async function deleteDamaged(files: Iterable<File>): Promise<File[]> {
  const here = await keptSums(scope);
  const damaged: File[] = [];
  for (const file of files) {
    if (here.delete(file.sum[1]) && !(await kept(file, true))) damaged.push(file);
  }
  return damaged;
}
