import { DownloadError } from './causes.ts';
import { explained } from './deployment.ts';

/** Milliseconds before each further try. */
const PAUSES = [400, 1600];

/**
 * Imports a script that a page begins without. Throws a `DownloadError` whose message is for readers, also of the site's
 * having changed since the page came.
 *
 * @param what what it does, in a reader's words
 */
export async function script<T>(what: string, get: () => Promise<T>, pauses = PAUSES): Promise<T> {
  for (const pause of pauses) {
    try {
      return await get();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return get().catch(async (cause: unknown) => {
    const { code, message } = await explained(DownloadError.of('worker-script', what), what);
    throw new DownloadError(code, message, { cause });
  });
}
