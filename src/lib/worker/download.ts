import { megabytesOf } from '#lib/words/megabytes.ts';
import { CodedError } from './coded-error.ts';

/** A file to download: where it is, and what it must be. */
export interface RemoteFile {
  url: string;
  bytes: number;
  /** Lower-case hex; not known of what our own build made. */
  sha256?: string;
}

/** A file for a worker, which takes addresses as relative to its own script, not to the page. */
export function absolute<F extends RemoteFile>(file: F): F {
  return { ...file, url: new URL(file.url, document.baseURI).href };
}

export type DownloadErrorCode =
  /** 404: the file is not on the server. */
  | 'missing'
  /** Any other refusal of the server. */
  | 'http'
  /** A web page came in place of the file. */
  | 'not-data'
  /** The connection failed, broke off or stalled. */
  | 'network'
  /** The file ended too early. */
  | 'truncated'
  /** The file is not the published one. */
  | 'damaged';

/** Why a file did not arrive; `message` is for readers: what happened and what to do. */
export class DownloadError extends CodedError<DownloadErrorCode> {
  override name = 'DownloadError';
}

export interface DownloadOptions {
  /** Called with the length of each piece that arrives. */
  onBytes?: (length: number) => void;
  cache?: RequestCache;
  fetch?: typeof fetch;
  /** Calls the download off. */
  signal?: AbortSignal;
  /** Milliseconds without a byte after which the connection counts as broken. */
  stall?: number;
}

/**
 * Downloads a file and makes sure that it is the published one: its length, and its SHA-256 where the browser can compute
 * that (not on plain http, save for localhost).
 *
 * @param what the file in a reader's words, such as "the training text"
 * @throws DownloadError
 */
export async function download(
  file: RemoteFile,
  what: string,
  // fetch is wrapped, because it must be called on the global object.
  {
    onBytes,
    cache = 'default',
    stall = 30_000,
    signal,
    fetch: get = (...args) => fetch(...args)
  }: DownloadOptions = {}
): Promise<Uint8Array<ArrayBuffer>> {
  const What = what[0]!.toUpperCase() + what.slice(1);
  const damaged = () =>
    new DownloadError(
      'damaged',
      `${What} arrived damaged: it is not the file that was published. Try again; it is then fetched anew.`
    );
  const data = new Uint8Array(file.bytes);
  const abort = new AbortController();
  const called = () => abort.abort();
  signal?.addEventListener('abort', called, { once: true });
  let timer = setTimeout(() => abort.abort(), stall);
  let loaded = 0;
  const far = () => megabytesOf(loaded, file.bytes);

  try {
    const response = await get(file.url, { cache, signal: abort.signal });
    checkResponse(response, what);
    // TypeScript's DOM types lack the iteration that Chromium and Firefox have; Safari lacks it as well.
    const reader = response.body!.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), stall);
      if (loaded + piece.value.length > data.length) throw damaged();
      data.set(piece.value, loaded);
      loaded += piece.value.length;
      onBytes?.(piece.value.length);
    }
  } catch (cause) {
    if (cause instanceof DownloadError) throw cause;
    const happened = loaded === 0 ? 'could not be reached' : `stopped arriving after ${far()}`;
    throw new DownloadError('network', `${What} ${happened}. Check your connection and try again.`, {
      cause
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', called);
    abort.abort();
  }

  if (loaded < data.length)
    throw new DownloadError('truncated', `${What} arrived only in part, ${far()}. Try again.`);
  if (file.sha256 !== undefined && globalThis.crypto?.subtle) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (hex !== file.sha256) throw damaged();
  }
  return data;
}

function checkResponse(response: Response, what: string): void {
  if (response.status === 404) {
    const message = `Missing from this site: ${what}. Reloading the page may help, if the site has just changed.`;
    throw new DownloadError('missing', message);
  }
  if (!response.ok) {
    const message = `The server would not send ${what} (status ${response.status}). Try again in a while.`;
    throw new DownloadError('http', message);
  }
  if (response.headers.get('content-type')?.startsWith('text/html')) {
    throw new DownloadError(
      'not-data',
      `In place of ${what} the server sent a web page; a network that asks you to sign in first does that. Sign in, or try again elsewhere.`
    );
  }
}
