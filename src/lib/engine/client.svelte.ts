import { CAUSES, isDoubtful } from '#lib/worker/causes.ts';
import { Connection } from '#lib/worker/connection.svelte.ts';
import { absolute, wireBytes } from '#lib/worker/download.ts';
import { startWorker } from '#lib/worker/start.ts';
import type { Point, RunEnd, Sentence, Steps } from './lesson.ts';
import {
  TeacherError,
  type Answers,
  type Call,
  type Materials,
  type Progress,
  type Request,
  type TeacherErrorCode
} from './protocol.ts';
import script from './worker.ts?worker&url';

export { TeacherError };

/** In a reader's words. */
const WHAT = 'the lesson';

const aborted = () => new TeacherError('aborted', CAUSES.aborted.words(WHAT, {}));

export type TeacherStatus = 'idle' | 'loading' | 'ready' | 'busy' | 'error';

/**
 * A model that is taught a sentence, in a worker. `open` it first, `begin` a sentence, then `run` steps. Calls reject with
 * a `TeacherError`, whose message is for readers. What was taught is lost with the worker: then `begun` is false, and
 * the lesson is to begin anew.
 */
export class Teacher {
  status = $state<TeacherStatus>('idle');
  progress = $state.raw<Progress>({ loaded: 0, total: 0 });
  error = $state.raw<TeacherError | null>(null);
  /** Whether there is a model that has begun a sentence. */
  begun = $state(false);

  #connection: Connection<Call, TeacherErrorCode, Progress>;
  #opened: string | undefined;
  #opening: Promise<void> | undefined;

  /** @param start starts the worker script under a name that no other worker has; for tests */
  constructor(start = (name: string) => startWorker(script, name)) {
    this.#connection = new Connection({
      name: 'teacher',
      what: WHAT,
      start,
      failure: TeacherError,
      fatal: 'worker',
      aborted,
      onProgress: ({ loaded, total }) => (this.progress = { loaded, total }),
      onFailure: (error) => {
        this.#forget('error');
        this.error = error;
      },
      onRest: () => this.#forget('idle')
    });
  }

  /** Loads a model and what a lesson needs; the same again is no work. */
  open(materials: Materials): Promise<void> {
    if (this.#opened !== materials.weights.sha256 || !this.#opening) {
      if (this.#opened) this.#connection.end();
      this.#opened = materials.weights.sha256;
      this.#opening = this.#open(materials);
      this.#opening.catch(() => {}); // whoever awaits it hears of it
    }
    return this.#opening;
  }

  /** Begins a sentence with the published weights. */
  async begin(sentence: Sentence, seed: number): Promise<Point> {
    const point = await this.#ask({ type: 'begin', sentence, seed });
    this.begun = true;
    return point;
  }

  /** Takes steps, one point each, until the goal, the limit, or `stop`. */
  run(steps: Steps, onPoint: (point: Point) => void): Promise<RunEnd> {
    return this.#ask({ type: 'run', ...steps }, onPoint);
  }

  /** Ends the steps that run, within one of them: they resolve as 'user'. Gives up a load that is under way. */
  stop(): void {
    if (this.status === 'loading') this.dispose();
    else this.#connection.tell({ type: 'stop' } satisfies Request);
  }

  /** Ends the worker; what was taught is gone. */
  dispose(): void {
    this.#connection.end();
    this.#forget('idle');
  }

  #forget(status: TeacherStatus): void {
    this.status = status;
    this.begun = false;
    this.#opened = undefined;
    this.#opening = undefined;
  }

  async #open(materials: Materials): Promise<void> {
    const { config, weights, background } = materials;
    const fresh = isDoubtful(this.error?.code);
    this.begun = false;
    this.status = 'loading';
    this.error = null;
    const total = [config, weights, background].reduce((sum, file) => sum + wireBytes(file), 0);
    this.progress = { loaded: 0, total };
    const files = {
      config: absolute(config),
      weights: absolute(weights),
      background: absolute(background)
    };
    await this.#connection.open({ type: 'open', materials: { ...materials, ...files }, fresh });
    this.status = 'ready';
  }

  async #ask<T extends 'begin' | 'run'>(
    call: Call & { type: T },
    onPoint?: (point: Point) => void
  ): Promise<Answers[T]> {
    this.status = 'busy';
    try {
      return await this.#connection.ask<Answers[T], Point>(call, onPoint);
    } finally {
      if (this.status === 'busy') this.status = 'ready';
    }
  }
}
