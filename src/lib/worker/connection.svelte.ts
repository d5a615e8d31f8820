import type { CodedError } from './coded-error.ts';
import type { Reply } from './worker.ts';

interface Options<Code extends string, Progress> {
  /** What the worker is called in the browser's tools. */
  name: string;
  /** Starts the worker script under a name that no other worker has. */
  start(name: string): Worker;
  /** The class of errors that readers see. */
  failure: new (code: Code, message: string, options: ErrorOptions) => CodedError<Code>;
  /** The code of errors after which a worker is not to be trusted, the loss of it for one. */
  fatal: Code;
  /** For readers: the worker stopped or, if it was never `alive`, did not start. */
  lost(alive: boolean): string;
  /** What called off questions reject with. */
  aborted(): Error;
  onProgress(progress: Progress): void;
  /** The worker failed, and was ended. */
  onFailure(error: CodedError<Code>): void;
  /** The worker had nothing to do, and was ended. */
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

/** A worker that is started when something is opened, ended when it fails, and then can be started again. */
export class Connection<Question extends object, Code extends string, Progress> {
  #options: Options<Code, Progress>;
  #worker: Worker | undefined;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
  #pending = new Map<number, Pending>();
  #lastId = 0;
  #opening = 0;

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
    this.#worker ??= this.#start();
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

  /** Rejects whatever is not answered yet. The worker goes on. */
  abandon(reason = this.#options.aborted()): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(reason);
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
    started.delete(this);
    this.abandon(reason);
  }

  /** Ends the worker because of an error, which it returns. */
  fail(error: CodedError<Code>): CodedError<Code> {
    this.end(error);
    this.#options.onFailure(error);
    return error;
  }

  #start(): Worker {
    const { start, failure, fatal, lost, onProgress } = this.#options;
    const name = `${this.#options.name}-${performance.timeOrigin}-${Math.random()}`;
    const worker = start(name);
    started.add(this);
    let alive = false;
    const onLost = (cause?: unknown) => {
      // A worker ended by us is no news.
      if (this.#worker === worker) this.fail(new failure(fatal, lost(alive), { cause }));
    };
    worker.onerror = onLost;
    worker.onmessageerror = onLost;
    worker.onmessage = ({ data: reply }: MessageEvent<Reply<Code, Progress>>) => {
      if (this.#worker !== worker) return;
      if (reply.type === 'progress') return onProgress(reply);
      if (reply.type === 'alive') {
        alive = true;
        void navigator.locks.request(name, () => onLost());
        return;
      }
      const pending = this.#pending.get(reply.id);
      if (reply.type === 'part') return pending?.onPart?.(reply.part);
      this.#pending.delete(reply.id);
      if (reply.type === 'answer') return pending?.resolve(reply.value);
      const error = new failure(reply.code, reply.message, { cause: reply.stack });
      pending?.reject(error);
      if (reply.code === fatal || reply.id === this.#opening) this.fail(error);
    };
    return worker;
  }
}
