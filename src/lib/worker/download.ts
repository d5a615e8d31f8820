import { megabytesOf } from '#lib/words/megabytes.ts';
import { CAUSES, DownloadError, isDoubtful } from './causes.ts';
import { sha256 } from './sha256.ts';

/**
 * A file to download: where it is, and what it must be. Length and sum are those of the published file, also where it comes
 * packed: so whatever goes wrong on the way, in storing or in unpacking, one sum tells, and it is the one that the manifest has.
 */
export interface RemoteFile {
  url: string;
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
  /** Where it comes packed (gzip): the bytes that come. */
  packed?: number;
}

/** Bytes that fetching a file takes: what readers are told. */
export const wireBytes = ({ bytes, packed }: Pick<RemoteFile, 'bytes' | 'packed'>): number => packed ?? bytes;

/** A file for a worker, which takes addresses as relative to its own script, not to the page. */
export function absolute<F extends RemoteFile>(file: F): F {
  return { ...file, url: new URL(file.url, document.baseURI).href };
}

export interface DownloadOptions {
  /** Called with the length of each piece as it arrives, packed or not; with less than nothing where the file is begun anew. */
  onBytes?: (length: number) => void;
  /** Ask the server even where a cache has the file: what it had was damaged. */
  fresh?: boolean;
  fetch?: typeof fetch;
  /** Calls the download off. */
  signal?: AbortSignal;
  /** Milliseconds without a byte after which the connection counts as broken. */
  stall?: number;
  /** Milliseconds before each further try. */
  pauses?: readonly number[];
}

/** Files whose last answer was not to be trusted: they are asked for past every cache. */
const doubted = new Set<string>();

/**
 * Downloads a file and makes sure that it is the published one, by its length and its SHA-256. What may pass by itself is
 * tried again: a broken connection, a server's failure, a file cut short or damaged.
 *
 * @param what the file in a reader's words, such as "the training text"
 * @throws DownloadError
 */
export async function download(
  file: RemoteFile,
  what: string,
  options: DownloadOptions = {}
): Promise<Uint8Array<ArrayBuffer>> {
  const { fresh, signal, pauses = [400, 1600] } = options;
  if (fresh) doubted.add(file.url);
  for (let tried = 0; ; tried++) {
    if (signal?.aborted) throw DownloadError.of('aborted', what);
    try {
      const data = await once(file, what, options);
      doubted.delete(file.url);
      return data;
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      const { error, passing } = cause;
      if (isDoubtful(error.code)) doubted.add(file.url);
      const pause = pauses[tried];
      if (!passing || pause === undefined || tried >= (CAUSES[error.code].again ?? 0)) throw error;
      await wait(pause, signal);
    }
  }
}

/** What one try came to, and whether another may do better. */
class Failure {
  readonly error: DownloadError;
  readonly passing: boolean;

  constructor(error: DownloadError, passing: boolean) {
    this.error = error;
    this.passing = passing;
  }
}

async function once(
  file: RemoteFile,
  what: string,
  // fetch is wrapped, because it must be called on the global object.
  { onBytes, stall = 20_000, signal, fetch: get = (...args) => fetch(...args) }: DownloadOptions
): Promise<Uint8Array<ArrayBuffer>> {
  const abort = new AbortController();
  const called = () => abort.abort();
  signal?.addEventListener('abort', called, { once: true });
  let stalled = false;
  const giveUp = () => {
    stalled = true;
    abort.abort();
  };
  let timer = setTimeout(giveUp, stall);
  const length = wireBytes(file);
  let loaded = 0;
  const far = () => (loaded === 0 ? '' : megabytesOf(loaded, length));
  const failed = (...[cause, details, options]: Parameters<Fail>) => {
    if (loaded > 0) onBytes?.(-loaded);
    // A connection that is silent for long keeps the reader waiting long enough.
    const passing = !stalled && (cause !== 'http' || details!.status! >= 500 || details!.status === 429);
    return new Failure(DownloadError.of(cause, what, details, options), passing);
  };

  try {
    const data = room(file.bytes);
    if (!data) throw failed('memory');
    if (file.packed !== undefined && !globalThis.DecompressionStream) {
      throw failed('unsupported', { lack: 'it cannot unpack files' });
    }
    const into = file.packed === undefined ? copyInto(data) : unpackInto(data);
    const response = await get(file.url, {
      cache: doubted.has(file.url) ? 'reload' : 'default',
      signal: abort.signal
    });
    if (response.status === 404) throw failed('missing');
    if (!response.ok) throw failed('http', { status: response.status });
    if (response.headers.get('content-type')?.startsWith('text/html')) throw failed('not-data');
    // TypeScript's DOM types lack the iteration that Chromium and Firefox have; Safari lacks it as well.
    const reader = response.body!.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, stall);
      loaded += piece.value.length;
      onBytes?.(piece.value.length);
      if (loaded > length || !(await into.write(piece.value))) throw failed('damaged');
    }
    if (loaded < length) throw failed('truncated', { far: megabytesOf(loaded, length) });
    clearTimeout(timer);
    if (!(await into.close())) throw failed('damaged');
    const sum = await sha256(data).catch((cause: unknown) => {
      throw failed('worker-script', {}, { cause });
    });
    if (sum !== file.sha256) throw failed('damaged');
    if (signal?.aborted) throw failed('aborted');
    return data;
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    if (signal?.aborted) throw failed('aborted', {}, { cause });
    if (globalThis.navigator?.onLine === false) throw failed('offline', {}, { cause });
    throw failed('network', { far: far() }, { cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', called);
    abort.abort();
  }
}

type Fail = (
  cause: DownloadError['code'],
  details?: Parameters<typeof DownloadError.of>[2],
  options?: ErrorOptions
) => Failure;

/** Where the pieces of a file go. Both say whether all is well so far; nothing throws. */
interface Into {
  write(piece: Uint8Array<ArrayBuffer>): Promise<boolean> | boolean;
  close(): Promise<boolean> | boolean;
}

/** As they come. */
function copyInto(data: Uint8Array): Into & { write(piece: Uint8Array): boolean } {
  let at = 0;
  return {
    write(piece) {
      if (at + piece.length > data.length) return false;
      data.set(piece, at);
      at += piece.length;
      return true;
    },
    close: () => at === data.length
  };
}

/** Unpacked, while further ones are on their way. */
function unpackInto(data: Uint8Array): Into {
  const stream = new DecompressionStream('gzip');
  const writer = stream.writable.getWriter();
  const plain = copyInto(data);
  const unpacked = (async () => {
    const reader = stream.readable.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      // More than the file holds: nobody waits for the rest.
      if (!plain.write(piece.value)) return void (await reader.cancel());
    }
  })();
  const well = (step: Promise<unknown>) =>
    step.then(
      () => true,
      () => false
    );
  const whole = well(unpacked);
  return {
    // What is no gzip makes one fail or the other.
    write: (piece) => Promise.race([well(writer.write(piece)), whole.then((good) => good && plain.close())]),
    close: async () => (await well(writer.close())) && (await whole) && plain.close()
  };
}

/** Room for a file; none where the device has not that much. */
function room(bytes: number): Uint8Array<ArrayBuffer> | undefined {
  try {
    return new Uint8Array(bytes);
  } catch {
    return undefined;
  }
}

/** Waits, unless it is called off. */
function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
  });
}
