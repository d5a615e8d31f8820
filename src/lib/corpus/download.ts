import { CorpusError, type Source } from './protocol.ts';

/** Milliseconds without a byte after which a connection counts as broken. */
const STALL = 30_000;

export interface DownloadOptions {
  /** Called with the bytes so far. */
  onProgress?: (loaded: number) => void;
  cache?: RequestCache;
  fetch?: typeof fetch;
  /** Milliseconds without a byte after which the download fails. */
  stall?: number;
}

/**
 * Downloads a published file and makes sure that it is the one: its length, and its SHA-256 where the browser can
 * compute it (not on plain http, save for localhost).
 *
 * @throws CorpusError
 */
export async function download(
  source: Source,
  options: DownloadOptions = {}
): Promise<Uint8Array<ArrayBuffer>> {
  const { onProgress, cache = 'default', stall = STALL } = options;
  // Not a default of the pattern: fetch must be called on the global object.
  const get = options.fetch ?? ((input, init) => fetch(input, init));
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), stall);
  const data = new Uint8Array(source.bytes);
  let loaded = 0;

  try {
    const response = await get(source.url, { cache, signal: abort.signal });
    checkResponse(response);
    const reader = response.body!.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), stall);
      if (loaded + value.length > source.bytes) {
        await reader.cancel();
        throw damaged();
      }
      data.set(value, loaded);
      loaded += value.length;
      onProgress?.(loaded);
    }
  } catch (cause) {
    if (cause instanceof CorpusError) throw cause;
    const far = loaded === 0 ? '' : ` after ${megabytes(loaded)} of ${megabytes(source.bytes)} MB`;
    const what = loaded === 0 ? 'could not be reached' : 'stopped arriving';
    throw new CorpusError(
      'network',
      `The training text ${what}${far}. Check your connection and try again.`,
      { cause }
    );
  } finally {
    clearTimeout(timer);
  }

  if (loaded < source.bytes) {
    throw new CorpusError(
      'truncated',
      `Only ${megabytes(loaded)} of ${megabytes(source.bytes)} MB of the training text arrived. Try again.`
    );
  }
  if (globalThis.crypto?.subtle) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (hex !== source.sha256) throw damaged();
  }
  return data;
}

function checkResponse(response: Response): void {
  if (response.status === 404) {
    throw new CorpusError(
      'missing',
      'The training text is missing from this site, so nothing can be traced to it. Reloading the page may help, if the site has just changed.'
    );
  }
  if (!response.ok) {
    throw new CorpusError(
      'http',
      `The server would not send the training text (status ${response.status}). Try again in a while.`
    );
  }
  if (response.headers.get('content-type')?.startsWith('text/html')) {
    throw new CorpusError(
      'not-data',
      'In place of the training text the server sent a web page; a network that asks you to sign in first does that. Sign in, or try again elsewhere.'
    );
  }
}

function damaged(): CorpusError {
  return new CorpusError(
    'damaged',
    'The training text arrived damaged: it is not the file that was published. Try again; it is then fetched anew.'
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
