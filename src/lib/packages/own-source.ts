// The site that a page belongs to, as packages are made from it in that page. Every file is checked by the list of the build.
import { LIST, type FileList } from '#lib/deployment/files.ts';
import { sha256 } from '#lib/worker/sha256.ts';
import { openSource, type Source } from './source.ts';

/** Requests under way at once. */
const AT_ONCE = 6;

interface Options {
  signal: AbortSignal;
  /** Called with the length of each file that has come. */
  onBytes: (length: number) => void;
}

/** The list of the build. Its own sum is not looked at: on plain http a browser may have nothing to compute it with. */
function listOf(text: string): FileList {
  try {
    return JSON.parse(text) as FileList;
  } catch (cause) {
    throw new Error('The list of the files of this site arrived damaged.', { cause });
  }
}

/**
 * Opens the site.
 *
 * @param top its address, with a slash at the end
 * @throws Error for readers, where a file does not come, or not as it is listed
 */
export async function openOwn(top: string, { signal, onBytes }: Options): Promise<Source> {
  let running = 0;
  const waiting: (() => void)[] = [];
  /** Does something in its turn. */
  const inTurn = async <T>(does: () => Promise<T>): Promise<T> => {
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    try {
      return await does();
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
  const get = async (path: string, cache: RequestCache) => {
    const response = await fetch(`${top}${path}`, { signal, cache });
    if (!response.ok) throw new Error(`The server did not send ${path} (status ${response.status}).`);
    return new Uint8Array(await response.arrayBuffer());
  };
  const whole = (why: unknown): never => {
    signal.throwIfAborted();
    throw why instanceof TypeError ? new Error('The connection broke. Try again.', { cause: why }) : why;
  };
  const list = listOf(new TextDecoder().decode(await get(LIST, 'no-cache').catch(whole)));
  return openSource(list.files, (path) =>
    inTurn(async () => {
      const [length, sum] = list.files[path]!;
      // What a cache has may be of another build.
      for (const cache of ['default', 'reload'] as const) {
        const bytes = await get(path, cache).catch(whole);
        if (bytes.length !== length || (await sha256(bytes)) !== sum) continue;
        onBytes(length);
        return bytes;
      }
      throw new Error(`${path} did not arrive as it should. If the site has just changed, reload this page.`);
    })
  );
}
