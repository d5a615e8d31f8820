// Answers for everything that is not a page.
import { ask, passOn } from './network.ts';
import { isReplaced, LIMIT } from './site.ts';
import { kept, type File } from './store.ts';

/** Whether a request asks for a file anew: what was kept, here or by the browser, seems damaged to whoever asks. */
const isAnew = ({ cache }: Request) => cache === 'reload' || cache === 'no-cache';

/** As kept, or as asked of the server; where that fails, as kept after all. */
async function keptFirst(request: Request, file: File, fetched: () => Promise<Response>): Promise<Response> {
  const anew = isAnew(request);
  const copy = await kept(file, anew);
  if (copy && !anew) return copy;
  try {
    const response = await fetched();
    return copy && !response.ok ? copy : response;
  } catch (error) {
    if (copy) return copy;
    throw error;
  }
}

/**
 * A script, style or font: only ever the right one. Once more where another came, past a browser's cache that may hold it
 * for ever; then it counts as missing.
 */
export const code = (request: Request, file: File, event: FetchEvent): Promise<Response> =>
  keptFirst(request, file, async () => {
    const first = await ask(request, file, event);
    if (first.good || !first.response.ok) return first.response;
    const second = await ask(new Request(request, { cache: 'reload' }), file, event);
    if (second.good || !second.response.ok) return second.response;
    return new Response(null, { status: 502, statusText: 'Damaged' });
  });

/**
 * A model or its like, passed on as it comes: the page checks it, and says what is wrong with it. What a browser has in
 * its own cache and we have not may be a wrong one, and stay there for a year.
 */
export const data = (request: Request, file: File, event: FetchEvent): Promise<Response> =>
  keptFirst(request, file, async () => {
    const { cache, signal } = request;
    const response = await fetch(
      new Request(request, { cache: cache === 'default' ? 'no-cache' : cache, signal })
    );
    return passOn(response, file, event);
  });

/** What changes with each version: from the server; as kept where that is slow, silent or wrong. */
export async function other(request: Request, file: File, event: FetchEvent): Promise<Response> {
  const copy = await kept(file);
  if (!copy) return (await ask(request, file, event)).response;
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(LIMIT)]);
  try {
    const { response, good } = await ask(new Request(request, { signal }), file, event);
    return good || (await isReplaced()) ? response : copy;
  } catch {
    return copy;
  }
}
