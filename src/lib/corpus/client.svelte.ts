import { isDoubtful } from '#lib/worker/causes.ts';
import { Connection } from '#lib/worker/connection.svelte.ts';
import { absolute, wireBytes } from '#lib/worker/download.ts';
import { startWorker } from '#lib/worker/start.ts';
import type { CorpusIndex } from './corpus-index.ts';
import type { CorpusDocument } from './suffix-index.ts';
import {
  CorpusError,
  type Call,
  type CorpusSource,
  type ErrorCode,
  type Load,
  type Loaded,
  type Progress,
  type Timings,
  type Verb
} from './protocol.ts';
import script from './worker.ts?worker&url';

export type Status = 'idle' | 'loading' | 'ready' | 'error';

type Args<V extends Verb> = Parameters<CorpusIndex[V]>;
type Answer<V extends Verb> = Promise<ReturnType<CorpusIndex[V]>>;

/**
 * The training corpus, held by a worker. The verbs are those of `CorpusIndex`, as promises; the first one downloads
 * and indexes the corpus, unless `load` has done so before. They reject with a `CorpusError`, whose message is for
 * readers, or with an `AbortError` after `abort` or `dispose`. Where loading failed or the worker was lost, the next verb
 * starts over with a new one.
 */
export class Corpus {
  status = $state<Status>('idle');
  /** Bytes of the download, of both files together. */
  progress = $state.raw<Progress>({ loaded: 0, total: 0 });
  /** The last failure, until the next try. */
  error = $state.raw<CorpusError | null>(null);
  /** The documents of the corpus, in the order of the stream; empty until ready. */
  documents = $state.raw<readonly CorpusDocument[]>([]);
  timings = $state.raw<Timings | null>(null);

  #source: CorpusSource;
  #connection: Connection<Load | Call, ErrorCode, Progress>;
  #loading: Promise<void> | undefined;

  /**
   * @param source the two files, their addresses relative to the page
   * @param start starts the worker script under a name that no other worker has; for tests
   */
  constructor(source: CorpusSource, start = (name: string) => startWorker(script, name)) {
    this.#source = source;
    this.#connection = new Connection({
      name: 'corpus',
      what: 'the search of the training text',
      start,
      failure: CorpusError,
      fatal: 'crashed',
      aborted: () => new DOMException('The search of the training text was called off.', 'AbortError'),
      onProgress: ({ loaded, total }) => (this.progress = { loaded, total }),
      onFailure: (error) => {
        this.status = 'error';
        this.error = error;
        this.#loading = undefined;
      },
      onRest: () => {
        this.status = 'idle';
        this.#loading = undefined;
      }
    });
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

  phrase(...args: Args<'phrase'>): Answer<'phrase'> {
    return this.#ask({ type: 'call', verb: 'phrase', args });
  }

  foldBy(...args: Args<'foldBy'>): Answer<'foldBy'> {
    return this.#ask({ type: 'call', verb: 'foldBy', args });
  }

  stops(...args: Args<'stops'>): Answer<'stops'> {
    return this.#ask({ type: 'call', verb: 'stops', args });
  }

  likeness(...args: Args<'likeness'>): Answer<'likeness'> {
    return this.#ask({ type: 'call', verb: 'likeness', args });
  }

  spellBy(...args: Args<'spellBy'>): Answer<'spellBy'> {
    return this.#ask({ type: 'call', verb: 'spellBy', args });
  }

  shared(...args: Args<'shared'>): Answer<'shared'> {
    return this.#ask({ type: 'call', verb: 'shared', args });
  }

  copied(...args: Args<'copied'>): Answer<'copied'> {
    return this.#ask({ type: 'call', verb: 'copied', args });
  }

  /** Gives up whatever is under way: loading, or questions not yet answered. An index that is ready is kept. */
  abort(): void {
    if (this.status !== 'ready') return this.dispose();
    this.#connection.abandon();
    void this.#connection.insist();
  }

  /** Ends the worker and frees the index. Another question would start it again. */
  dispose(): void {
    this.#connection.end();
    this.#loading = undefined;
    this.status = 'idle';
    this.documents = [];
  }

  async #load(): Promise<void> {
    const fresh = isDoubtful(this.error?.code);
    this.status = 'loading';
    this.error = null;
    this.progress = { loaded: 0, total: wireBytes(this.#source.tokens) + wireBytes(this.#source.documents) };
    // Only now: pages make a Corpus while they are prerendered, where there is no address to start from.
    const source = { tokens: absolute(this.#source.tokens), documents: absolute(this.#source.documents) };
    const { documents, timings } = await this.#connection.open<Loaded>({ type: 'load', source, fresh });
    this.status = 'ready';
    this.documents = documents;
    this.timings = timings;
  }

  async #ask<V extends Verb>(call: Call & { verb: V }): Answer<V> {
    await this.load();
    return this.#connection.ask(call);
  }
}
