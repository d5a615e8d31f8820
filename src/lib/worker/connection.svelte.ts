import { capital } from '#lib/words/list.ts';
import { CAUSES, type Cause, type Details } from './causes.ts';
import type { CodedError } from './coded-error.ts';
import { explained } from './deployment.ts';
import type { Reply } from './worker.ts';

interface Options<Code extends string, Progress> {
  /** What the worker is called in the browser's tools. */
  name: string;
  /** What works there, in a reader's words: "the language model". */
  what: string;
  /** Starts the worker script under a name that no other worker has. */
  start(name: string): Worker;
  /** The class of errors that readers see; every `Cause` is a code of it. */
  failure: new (code: Code, message: string, options?: ErrorOptions) => CodedError<Code>;
  /** The code of errors after which a worker is not to be trusted, the loss of it for one. */
  fatal: Code;
  /** What called off questions reject with. */
  aborted(): Error;
  onProgress(progress: Progress): void;
  /** The worker failed, and was ended. */
  onFailure(error: CodedError<Code>): void;
  /** The worker had nothing to do, or could not be stopped otherwise, and was ended. */
  onRest(): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(reason: Error): void;
  onPart?(part: unknown): void;
}

/** What has a worker now. */
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
const started = new Set<{ rest(): void }>();

/** Ends every worker of this page that has nothing to do. What is asked next starts it anew. */
export function restAll(): void {
  for (const connection of started) connection.rest();
}

/** Milliseconds that a worker has to answer; past that it does not hear, as in an endless loop. */
const HEARING = 150;

/**
 * Where no lock tells of a worker's end: milliseconds within which one that is asked says something. Longer than any of
 * ours works in one go.
 */
const SILENCE = 60_000;

/** A worker that is started when something is opened, ended when it fails, and then can be started again. */
export class Connection<Question extends object, Code extends string, Progress> {
  #options: Options<Code, Progress>;
  #worker: Worker | undefined;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
  #pending = new Map<number, Pending>();
  #lastId = 0;
  #opening = 0;
  #heard: (() => void) | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;

  constructor(options: Options<Code, Progress>) {
    this.#options = options;
  }

  /** Whether there is a worker. */
  get started(): boolean {
    return this.#worker !== undefined;
  }

  /** Whether a question is not answered yet. */
  get busy(): boolean {
    return this.#pending.size > 0;
  }

  /** Asks what all other questions rest on, of a new worker if there is none. An error in place of an answer ends it. */
  open<Answer>(question: Question): Promise<Answer> {
    try {
      this.#worker ??= this.#start();
    } catch (cause) {
      const lack = 'background workers are missing or switched off';
      return Promise.reject(this.fail(this.#failure('unsupported', { lack }, { cause })));
    }
    this.#opening = this.#lastId + 1;
    return this.ask(question);
  }

  /**
   * Asks the worker; what comes ahead of the answer goes to `onPart`. Rejects with a `failure`, or with `aborted` where it
   * is called off or there is no worker.
   */
  ask<Answer, Part = never>(question: Question, onPart?: (part: Part) => void): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (!this.#worker) return reject(this.#options.aborted());
      const id = ++this.#lastId;
      this.#pending.set(id, { resolve, reject, onPart });
      this.tell({ id, ...question });
    });
  }

  /** Tells the worker, if there is one, what has no answer. Reactive state is allowed, and posted as it stands. */
  tell(message: object): void {
    this.#worker?.postMessage($state.snapshot(message));
  }

  /** Gives the worker, if there is one, something large and not reactive: it is copied no more than once. */
  bring(message: object): void {
    this.#worker?.postMessage(message);
  }

  /** Rejects whatever is not answered yet. The worker goes on. */
  abandon(reason = this.#options.aborted()): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(reason);
  }

  /** Sees to it that the worker hears what it was told: ends it where it does not. */
  async insist(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    // Whoever else waits is answered too.
    const others = this.#heard;
    this.#heard = () => {
      others?.();
      resolve(true);
    };
    const timer = setTimeout(() => resolve(false), HEARING);
    this.tell({ type: 'ping' });
    const heard = await promise;
    clearTimeout(timer);
    if (heard || this.#worker !== worker) return;
    this.end();
    this.#options.onRest();
  }

  /** Ends the worker, if it has nothing to do. */
  rest(): void {
    if (this.busy) return;
    this.end();
    this.#options.onRest();
  }

  /** Ends the worker and rejects whatever is not answered yet. */
  end(reason?: Error): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    clearInterval(this.#watch);
    this.#heard?.();
    this.#heard = undefined;
    started.delete(this);
    this.abandon(reason);
  }

  /** Ends the worker because of an error, which it returns. */
  fail(error: CodedError<Code>): CodedError<Code> {
    this.end(error);
    this.#options.onFailure(error);
    return error;
  }

  #failure(cause: Cause, details: Details = {}, options?: ErrorOptions) {
    const { failure, what } = this.#options;
    return new failure(cause as string as Code, CAUSES[cause].words(what, details), options);
  }

  #start(): Worker {
    const { start, failure, fatal, what, onProgress } = this.#options;
    const name = `${this.#options.name}-${performance.timeOrigin}-${Math.random()}`;
    const worker = start(name);
    started.add(this);
    let alive = false;
    let spoke = true;
    const onEnded = (cause?: unknown) => {
      const message = `${capital(what)} stopped; your device may be short of memory. Try again, and it starts anew.`;
      if (this.#worker === worker) this.fail(new failure(fatal, message, { cause }));
    };
    const onLost = async (cause: unknown) => {
      if (alive) return onEnded(cause);
      const error = await this.#explain(
        this.#failure(navigator.onLine ? 'worker-script' : 'offline', undefined, { cause })
      );
      // A worker ended by us is no news.
      if (this.#worker === worker) this.fail(error);
    };
    this.#watch = setInterval(() => {
      if (!spoke && this.busy) return onEnded('silence');
      spoke = false;
      this.tell({ type: 'ping' });
    }, SILENCE);
    worker.onerror = onLost;
    worker.onmessageerror = onLost;
    const onError = async ({ id, code, message, stack }: Reply<Code, Progress> & { type: 'error' }) => {
      const error = await this.#explain(new failure(code, message, { cause: stack }));
      if (this.#worker !== worker) return;
      this.#pending.get(id)?.reject(error);
      this.#pending.delete(id);
      if (code === fatal || id === this.#opening) this.fail(error);
    };
    worker.onmessage = ({ data: reply }: MessageEvent<Reply<Code, Progress>>) => {
      if (this.#worker !== worker) return;
      spoke = true;
      if (reply.type === 'waits') return;
      // From here on a lock tells of its end.
      if (reply.type === 'begun' || reply.type === 'alive') clearInterval(this.#watch);
      if (reply.type === 'begun') return void navigator.locks.request(`${name} begins`, () => onEnded());
      alive = true;
      if (reply.type === 'progress') return onProgress(reply);
      if (reply.type === 'pong') {
        this.#heard?.();
        this.#heard = undefined;
        return;
      }
      if (reply.type === 'alive') {
        void navigator.locks.request(name, () => onEnded());
        return;
      }
      if (reply.type === 'error') return void onError(reply);
      const pending = this.#pending.get(reply.id);
      if (reply.type === 'part') return pending?.onPart?.(reply.part);
      this.#pending.delete(reply.id);
      pending?.resolve(reply.value);
    };
    return worker;
  }

  /** The error, or that the site has changed where that is why. */
  async #explain(error: CodedError<Code>): Promise<CodedError<Code>> {
    const { failure, what } = this.#options;
    const { code, message } = await explained(error, what);
    return code === error.code ? error : new failure(code as Code, message, { cause: error });
  }
}
