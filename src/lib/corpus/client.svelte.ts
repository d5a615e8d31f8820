import type { RemoteFile } from '#lib/lab/download.ts';
import type { CorpusDocument, CorpusIndex } from './index.ts';
import {
  CorpusError,
  type Call,
  type CorpusSource,
  type Load,
  type Reply,
  type Request,
  type Timings,
  type Verb
} from './protocol.ts';

export type Status = 'idle' | 'loading' | 'ready' | 'error';

type Args<V extends Verb> = Parameters<CorpusIndex[V]>;
type Answer<V extends Verb> = Promise<ReturnType<CorpusIndex[V]>>;

const startWorker = (name: string) =>
  new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name });

/**
 * The training corpus, held by a worker. The verbs are those of `CorpusIndex`, as promises; the first one downloads
 * and indexes the corpus, unless `load` has done so before. They reject with a `CorpusError`, whose message is for
 * readers, or with an `AbortError` after `abort` or `dispose`. Where loading failed or the worker was lost, the next verb
 * starts over with a new one.
 */
export class Corpus {
  status = $state<Status>('idle');
  /** Bytes of the download, of both files together. */
  progress = $state.raw({ loaded: 0, total: 0 });
  /** The last failure, until the next try. */
  error = $state.raw<CorpusError | null>(null);
  /** The documents of the corpus, in the order of the stream; empty until ready. */
  documents = $state.raw<readonly CorpusDocument[]>([]);
  timings = $state.raw<Timings | null>(null);

  #source: CorpusSource;
  #start: (name: string) => Worker;
  #worker: Worker | undefined;
  #loading: Promise<void> | undefined;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
  #pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #lastId = 0;

  /**
   * @param source the two files, their addresses relative to the page
   * @param start starts the worker script under a name that no other worker has; for tests
   */
  constructor(source: CorpusSource, start = startWorker) {
    this.#source = source;
    this.#start = start;
  }

  /** Downloads and indexes the corpus; once, however often it is called. */
  load(): Promise<void> {
    return (this.#loading ??= this.#load());
  }

  count(...args: Args<'count'>): Answer<'count'> {
    return this.#ask({ type: 'call', verb: 'count', args });
  }

  prob(...args: Args<'prob'>): Answer<'prob'> {
    return this.#ask({ type: 'call', verb: 'prob', args });
  }

  ntd(...args: Args<'ntd'>): Answer<'ntd'> {
    return this.#ask({ type: 'call', verb: 'ntd', args });
  }

  infgramProb(...args: Args<'infgramProb'>): Answer<'infgramProb'> {
    return this.#ask({ type: 'call', verb: 'infgramProb', args });
  }

  infgramNtd(...args: Args<'infgramNtd'>): Answer<'infgramNtd'> {
    return this.#ask({ type: 'call', verb: 'infgramNtd', args });
  }

  context(...args: Args<'context'>): Answer<'context'> {
    return this.#ask({ type: 'call', verb: 'context', args });
  }

  getDoc(...args: Args<'getDoc'>): Answer<'getDoc'> {
    return this.#ask({ type: 'call', verb: 'getDoc', args });
  }

  spans(...args: Args<'spans'>): Answer<'spans'> {
    return this.#ask({ type: 'call', verb: 'spans', args });
  }

  /** Gives up whatever is under way: loading, or questions not yet answered. An index that stands is kept. */
  abort(): void {
    if (this.status === 'ready') this.#rejectAll(aborted());
    else this.dispose();
  }

  /** Ends the worker and frees the index. Another question would start it again. */
  dispose(): void {
    this.#drop(aborted());
    this.status = 'idle';
    this.documents = [];
  }

  async #load(): Promise<void> {
    const fresh = this.error?.code === 'damaged' || this.error?.code === 'truncated';
    this.status = 'loading';
    this.error = null;
    this.progress = { loaded: 0, total: this.#source.tokens.bytes + this.#source.documents.bytes };
    this.#worker = this.#connect();
    const worker = this.#worker;
    try {
      // Only now: pages make a Corpus while they are prerendered, where there is no address to start from.
      const source = { tokens: absolute(this.#source.tokens), documents: absolute(this.#source.documents) };
      await this.#send({ type: 'load', source, fresh });
    } catch (error) {
      if (error instanceof CorpusError && this.#worker === worker) this.#fail(error);
      throw error;
    }
  }

  #connect(): Worker {
    const name = `corpus-${performance.timeOrigin}-${Math.random()}`;
    const worker = this.#start(name);
    const crashed = (cause?: unknown) => {
      // An old worker, ended by us, is no news.
      if (this.#worker !== worker) return;
      const what = this.status === 'ready' ? 'stopped' : 'could not be started';
      const message = `The search of the training text ${what}; your device may be short of memory. Try again, and it starts anew.`;
      this.#fail(new CorpusError('crashed', message, { cause }));
    };
    worker.onerror = crashed;
    worker.onmessageerror = crashed;
    worker.onmessage = ({ data: reply }: MessageEvent<Reply>) => {
      if (this.#worker !== worker) return;
      if (reply.type === 'alive') void navigator.locks.request(name, () => crashed());
      else if (reply.type === 'progress') this.progress = { loaded: reply.loaded, total: reply.total };
      else this.#settle(reply);
    };
    return worker;
  }

  #settle(reply: Extract<Reply, { id: number }>): void {
    if (reply.type === 'ready') {
      this.status = 'ready';
      this.documents = reply.documents;
      this.timings = reply.timings;
    }
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.type === 'error') {
      pending?.reject(new CorpusError(reply.code, reply.message, { cause: reply.stack }));
    } else {
      pending?.resolve(reply.type === 'answer' ? reply.value : undefined);
    }
  }

  async #ask<V extends Verb>(call: Call & { verb: V }): Answer<V> {
    await this.load();
    return (await this.#send(call)) as Awaited<Answer<V>>;
  }

  #send(message: Load | Call): Promise<unknown> {
    const worker = this.#worker;
    if (!worker) return Promise.reject(aborted());
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      // Arguments may be reactive state, which cannot be posted.
      worker.postMessage({ id, ...$state.snapshot(message) } as Request);
    });
  }

  #fail(error: CorpusError): void {
    this.status = 'error';
    this.error = error;
    this.#drop(error);
  }

  #drop(reason: Error): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#loading = undefined;
    this.#rejectAll(reason);
  }

  #rejectAll(reason: Error): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(reason);
  }
}

/** A worker takes addresses as relative to its own script, not to the page. */
function absolute(file: RemoteFile): RemoteFile {
  return { ...file, url: new URL(file.url, document.baseURI).href };
}

function aborted(): DOMException {
  return new DOMException('The search of the training text was called off.', 'AbortError');
}
