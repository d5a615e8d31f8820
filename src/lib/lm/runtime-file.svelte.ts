import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { absolute } from '#lib/worker/download.ts';
import { downloadHere } from '#lib/worker/page-files.ts';
import { RUNTIME_BYTES, RUNTIME_SHA256 } from './runtime-bytes.ts';

/** The runtime that runs the models of a page: fetched once, however many workers there are. */
class RuntimeFile {
  /** Bytes that have come. */
  loaded = $state(0);
  status = $state<'idle' | 'loading' | 'ready'>('idle');

  #bytes: Promise<Uint8Array<ArrayBuffer>> | undefined;
  #abort = new AbortController();
  #waiting = 0;

  /**
   * The runtime, fetched with the first call.
   *
   * @param signal calls off the wait; with the last that waits, the download too
   * @throws DownloadError
   */
  async load(signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    this.#waiting++;
    const leave = () => {
      if (--this.#waiting === 0 && this.status === 'loading') this.forget();
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await (this.#bytes ??= this.#load());
    } finally {
      signal.removeEventListener('abort', leave);
      if (!signal.aborted) this.#waiting--;
    }
  }

  /** Lets go of the runtime, or of its download: the next call fetches it anew. */
  forget(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#bytes = undefined;
    this.status = 'idle';
  }

  async #load(): Promise<Uint8Array<ArrayBuffer>> {
    const { signal } = this.#abort;
    this.status = 'loading';
    this.loaded = 0;
    try {
      const file = absolute({ url: wasmUrl, bytes: RUNTIME_BYTES, sha256: RUNTIME_SHA256 });
      const bytes = await downloadHere(file, 'the models’ runtime', {
        onBytes: (length) => (this.loaded += length),
        signal
      });
      this.status = 'ready';
      return bytes;
    } catch (error) {
      if (!signal.aborted) this.forget();
      throw error;
    }
  }
}

export const runtimeFile = new RuntimeFile();
