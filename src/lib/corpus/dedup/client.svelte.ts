import { isDoubtful } from '#lib/worker/causes.ts';
import { CodedError } from '#lib/worker/coded-error.ts';
import { Connection } from '#lib/worker/connection.svelte.ts';
import { absolute } from '#lib/worker/download.ts';
import { startWorker } from '#lib/worker/start.ts';
import type { Comparison, Overview } from './deduplicator.ts';
import type { Near, NearSettings } from './near.ts';
import type { Code, ExactAnswer, Progress, Question, Source, Verb, Verbs } from './protocol.ts';
import script from './worker.ts?worker&url';

/** What went wrong; `message` is for readers: what happened and what to do. */
export class DeduplicationError extends CodedError<Code> {
  override name = 'DeduplicationError';
}

/**
 * Deduplication, done by a worker. Open a source first. The verbs reject with a `DeduplicationError`, whose message is
 * for readers, or with an `AbortError` after `cancel`. Where the worker was cancelled or lost, the next verb opens the
 * source again with a new one.
 */
export class Deduplication {
  /** What is being done, and how far along it is; null between steps. */
  progress = $state.raw<Progress | null>(null);

  #connection: Connection<Question, Code, Progress>;
  #source: Source | undefined;
  #fresh = false;
  #opened: Promise<Overview> | undefined;

  /** @param start starts the worker script under a name that no other worker has; for tests */
  constructor(start = (name: string) => startWorker(script, name)) {
    this.#connection = new Connection({
      name: 'deduplication',
      what: 'the deduplication',
      start,
      failure: DeduplicationError,
      fatal: 'crashed',
      aborted: () => new DOMException('The deduplication was called off.', 'AbortError'),
      onProgress: ({ step, done, total }) => (this.progress = { step, done, total }),
      onFailure: ({ code }) => {
        this.#fresh = isDoubtful(code);
        this.#opened = undefined;
        this.progress = null;
      },
      onRest: () => (this.#opened = undefined)
    });
  }

  /** Takes a source, unless it is the one that is open. */
  open(source: Source): Promise<Overview> {
    if (this.#source !== source) {
      this.cancel();
      this.#source = source;
    }
    return this.#open();
  }

  exact(min: number): Promise<ExactAnswer> {
    return this.#ask({ verb: 'exact', min });
  }

  near(settings: NearSettings): Promise<Near> {
    return this.#ask({ verb: 'near', settings });
  }

  compare(a: number, b: number, k: number): Promise<Comparison> {
    return this.#ask({ verb: 'compare', a, b, k });
  }

  /** Gives up whatever is under way, by ending the worker: it could not listen while it works. */
  cancel(): void {
    this.#connection.end();
    this.#opened = undefined;
    this.progress = null;
  }

  #open(): Promise<Overview> {
    const source = this.#source;
    if (!source) throw new Error('Open a source first.');
    return (this.#opened ??= this.#openAnew(source));
  }

  async #openAnew(source: Source): Promise<Overview> {
    const question = { verb: 'open', source: forWorker(source), fresh: this.#fresh } as const;
    const overview = await this.#connection.open<Overview>(question);
    this.#fresh = false;
    this.progress = null;
    return overview;
  }

  async #ask<V extends Verb>(question: Question & { verb: V }): Promise<Verbs[V]['answer']> {
    await this.#open();
    try {
      return await this.#connection.ask(question);
    } finally {
      this.progress = null;
    }
  }
}

/** A source with files that a worker finds. */
function forWorker(source: Source): Source {
  if (source.type === 'text') return source;
  const { tokens, documents, tokenizer } = source.files;
  return {
    type: 'corpus',
    files: { tokens: absolute(tokens), documents: absolute(documents), tokenizer: absolute(tokenizer) }
  };
}
