import { DownloadError } from './causes.ts';
import { wireBytes, type RemoteFile } from './download.ts';
import { downloadHere } from './page-files.ts';

/** A file that several parts of a page need, and what it is made into: fetched once, and kept. */
export class SharedFile<T> {
  /** Bytes that have come. */
  loaded = $state(0);
  status = $state<'idle' | 'loading' | 'ready'>('idle');
  /** Bytes that fetching it takes. */
  readonly bytes: number;

  #file: RemoteFile;
  #what: string;
  #make: (bytes: Uint8Array<ArrayBuffer>) => T | Promise<T>;
  #made: Promise<T> | undefined;
  #abort = new AbortController();
  #waiting = 0;

  /**
   * @param what the file in a reader's words
   * @param make what it is kept as
   */
  constructor(file: RemoteFile, what: string, make: (bytes: Uint8Array<ArrayBuffer>) => T | Promise<T>) {
    this.#file = file;
    this.bytes = wireBytes(file);
    this.#what = what;
    this.#make = make;
  }

  /** Bytes that are still to come. */
  get missing(): number {
    return this.status === 'ready' ? 0 : this.bytes - (this.status === 'loading' ? this.loaded : 0);
  }

  /**
   * The file, fetched with the first call.
   *
   * @param signal calls off the wait; with the last that waits, the download too
   * @param options of the download; the first call's hold
   * @throws DownloadError
   */
  load(signal?: AbortSignal, options: { pauses?: readonly number[] } = {}): Promise<T> {
    if (signal?.aborted) return Promise.reject(DownloadError.of('aborted', this.#what));
    const made = (this.#made ??= this.#load(options));
    if (this.status === 'ready') return made;
    this.#waiting++;
    return new Promise((resolve, reject) => {
      const leave = () => {
        reject(DownloadError.of('aborted', this.#what));
        if (--this.#waiting === 0 && this.#made === made) this.forget();
      };
      signal?.addEventListener('abort', leave, { once: true });
      made.then(resolve, reject).finally(() => {
        signal?.removeEventListener('abort', leave);
        if (!signal?.aborted) this.#waiting--;
      });
    });
  }

  /** Lets go of the file, or of its download: the next call fetches it anew. */
  forget(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#made = undefined;
    this.status = 'idle';
  }

  async #load(options: { pauses?: readonly number[] }): Promise<T> {
    const { signal } = this.#abort;
    this.status = 'loading';
    this.loaded = 0;
    try {
      const bytes = await downloadHere(this.#file, this.#what, {
        ...options,
        onBytes: (length) => {
          if (!signal.aborted) this.loaded += length;
        },
        signal
      });
      const made = await this.#make(bytes);
      if (!signal.aborted) this.status = 'ready';
      return made;
    } catch (error) {
      if (!signal.aborted) this.forget();
      throw error;
    }
  }
}
