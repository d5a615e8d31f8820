import { LmError, type ModelFile } from './protocol.ts';

/** Milliseconds without a byte after which a connection counts as broken. */
const STALL = 30_000;

/**
 * Fetches a file of a model and makes sure that it is the published one: its length, and its SHA-256 where the browser can
 * compute that (not on plain http, save for localhost).
 *
 * @param onBytes called with the length of each piece that arrives
 * @throws LmError 'network', 'missing' or 'damaged'
 */
export async function download(
  file: ModelFile,
  cache: RequestCache,
  onBytes: (length: number) => void
): Promise<Uint8Array<ArrayBuffer>> {
  const data = new Uint8Array(file.bytes);
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), STALL);
  let loaded = 0;
  try {
    const response = await fetch(file.url, { cache, signal: abort.signal });
    if (response.status === 404) throw missing(file);
    if (!response.ok || !response.body) throw refused(file, response.status);
    // TypeScript's DOM types lack the iteration that Chromium and Firefox have; Safari lacks it as well.
    const reader = response.body.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), STALL);
      if (loaded + piece.value.length > data.length) throw damaged(file);
      data.set(piece.value, loaded);
      loaded += piece.value.length;
      onBytes(piece.value.length);
    }
  } catch (cause) {
    if (cause instanceof LmError) throw cause;
    throw new LmError(
      'network',
      loaded === 0
        ? 'The model could not be reached. Check your connection and try again.'
        : `The connection broke while the model was loading, after ${megabytes(loaded)} of ${megabytes(file.bytes)} MB of ${file.name}. Check your connection and try again.`,
      { cause }
    );
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
  if (loaded < data.length || !(await matches(data, file.sha256))) throw damaged(file);
  return data;
}

async function matches(data: Uint8Array<ArrayBuffer>, sha256: string | undefined): Promise<boolean> {
  if (sha256 === undefined || !globalThis.crypto?.subtle) return true;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') === sha256;
}

const missing = ({ name }: ModelFile) =>
  new LmError(
    'missing',
    `A file of this model is missing from this site (${name}). Reloading the page may help, if the site has just changed.`
  );

const refused = ({ name }: ModelFile, status: number) =>
  new LmError('network', `The server would not send ${name} (status ${status}). Try again in a while.`);

const damaged = ({ name }: ModelFile) =>
  new LmError(
    'damaged',
    `A file of this model arrived damaged: ${name} is not the one that was published. Try again; it is then fetched anew.`
  );

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
