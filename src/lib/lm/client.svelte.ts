import { CAUSES, isAborted, isDoubtful, type DownloadError } from '#lib/worker/causes.ts';
import { Connection } from '#lib/worker/connection.svelte.ts';
import { filesToRun, isTokenizer, type FileEntry, type RunnableModel } from '#lib/release/manifest.ts';
import type { Decoding, StopReason, TokenTrace } from '#lib/release/record.ts';
import { absolute, wireBytes } from '#lib/worker/download.ts';
import type { SharedFile } from '#lib/worker/shared-file.svelte.ts';
import { startWorker } from '#lib/worker/start.ts';
import { labFile } from '#lib/release/site.ts';
import { tokenizerFile } from '#lib/release/tokenizer-file.ts';
import {
  LmError,
  type Answers,
  type Bring,
  type Parts,
  type Call,
  type LmErrorCode,
  type ModelFile,
  type Progress,
  type Request,
  type Verdict
} from './protocol.ts';
import type { Draw, Drawn, Ways } from './many.ts';
import type { Step, Stops } from './memfree.ts';
import type { ReciteEnd } from './recite.ts';
import type { Wanted } from './prompt-search.ts';
import type { Sent } from './transmit.ts';
import script from './worker.ts?worker&url';

export { LmError };
export type { LmErrorCode };

/** In the reader's words. */
const WHAT = 'the language model';

const aborted = () => new LmError('aborted', CAUSES.aborted.words(WHAT, {}));

/** From this many bytes of model files the worker is ended with its model: else the browser may keep both in memory. */
const LARGE = 20_000_000;

export type LmStatus = 'idle' | 'loading' | 'ready' | 'busy' | 'error';

export interface Completion {
  tokens: TokenTrace[];
  text: string;
  stopped: StopReason;
}

/** Called for each token of a running completion: which sample, the token, and that sample's text so far. */
export type OnToken = (sample: number, token: TokenTrace, text: string) => void;

/**
 * A language model in a worker. `load` one first; then ask. Calls are answered one after another and reject with an
 * `LmError`, whose message is for readers. Where loading failed or the worker was lost, the next call loads the model
 * again by itself, in a new worker. One instance holds one model at a time.
 */
export class LanguageModel {
  status = $state<LmStatus>('idle');
  /** The model that is loading or loaded, or whose loading failed. */
  model = $state.raw<RunnableModel | null>(null);
  /** Bytes of the model's own files, as they come. */
  files = $state.raw<Progress>({ loaded: 0, total: 0 });
  /** What else this load needs that was not there when it began. */
  shared = $state.raw<readonly SharedFile<unknown>[]>([]);
  /** Why there is no model, until the next attempt. */
  error = $state.raw<LmError | null>(null);

  #connection: Connection<Call, LmErrorCode, Progress>;
  #dtype = '';
  #loading: Promise<void> | undefined;
  #abort = new AbortController();
  #stops = 0;
  /** Counts loads, and what ends them. */
  #turn = 0;

  /** @param start starts the worker script under a name that no other worker has; for tests */
  constructor(start = (name: string) => startWorker(script, name)) {
    this.#connection = new Connection({
      name: 'lm',
      what: WHAT,
      start,
      failure: LmError,
      // After a failed run, too, nothing in that worker can be trusted.
      fatal: 'worker',
      aborted,
      onProgress: ({ loaded, total }) => (this.files = { loaded, total }),
      onFailure: (error) => {
        this.status = 'error';
        this.error = error;
        this.#loading = undefined;
      },
      onRest: () => {
        if (this.status === 'loading') return; // it starts again by itself
        this.status = 'idle';
        this.#loading = undefined;
      }
    });
  }

  /**
   * Loads a published model and frees the one before. The same model again is no work; of several calls the last wins
   * and the others reject as 'aborted'.
   */
  load(model: RunnableModel, { dtype = model.dtypes[0]! }: { dtype?: string } = {}): Promise<void> {
    if (this.#loading && this.model?.path === model.path && this.#dtype === dtype) return this.#loading;
    if (this.status === 'loading') this.#end();
    const fresh = isDoubtful(this.error?.code);
    this.model = model;
    this.#dtype = dtype;
    this.#loading = this.#load(model, dtype, fresh);
    this.#loading.catch(() => {}); // whoever awaits it is told; `error` holds it in any case
    return this.#loading;
  }

  /** Gives up a load that is under way. A model that is loaded is kept. */
  cancelLoad(): void {
    if (this.status === 'loading') this.dispose();
  }

  /**
   * Continues a prompt, which is BOS and `ids` (none is allowed). With `n`, that many samples at once, sample i drawn with
   * seed + i; each is what a single run with that seed gives.
   */
  async complete(
    request: { ids: number[]; decoding: Decoding; n?: number },
    onToken?: OnToken
  ): Promise<Completion[]> {
    const { ids, decoding, n = 1 } = request;
    const tokens: TokenTrace[][] = Array.from({ length: n }, () => []);
    const texts = tokens.map(() => '');
    const stops = this.#stops;
    const ends = await this.#ask({ type: 'complete', ids, decoding, n }, (arrivals) => {
      for (const [sample, token, text] of arrivals) {
        tokens[sample]!.push(token);
        texts[sample] = text;
        onToken?.(sample, token, text);
      }
    }).catch((error: unknown) => {
      // It would not stop, so it was terminated.
      if (!isAborted(error) || stops === this.#stops || !this.model) throw error;
      return texts.map((text) => ({ text, stopped: 'user' as const }));
    });
    return ends.map((end, i) => ({ tokens: tokens[i]!, ...end }));
  }

  /**
   * What the model writes after `ids`, greedily, up to `count` tokens and past the end of its window (see recite.ts).
   * `start`: the text begins its document. Tokens come in lists, as they are written.
   */
  recite(
    request: { ids: number[]; start: boolean; count: number },
    onTokens?: (ids: number[]) => void
  ): Promise<ReciteEnd> {
    return this.#ask({ type: 'recite', ...request }, onTokens);
  }

  /**
   * What the model writes after `ids`, up to `count` tokens, behind a filter (see memfree.ts), which is asked here. Rejects
   * with whatever the filter throws.
   */
  async memfree(
    request: { ids: number[]; count: number },
    stops: Stops,
    onSteps?: (steps: Step[]) => void
  ): Promise<StopReason> {
    let failure: { error: unknown } | undefined;
    const judge = async (question: number, written: number[], candidates: number[]) => {
      try {
        const stopped = await stops(written, candidates);
        this.#connection.tell({ type: 'verdict', question, stopped } satisfies Verdict);
      } catch (error) {
        failure ??= { error };
        this.stop();
      }
    };
    const end = await this.#ask({ type: 'memfree', ...request }, (part) => {
      if ('steps' in part) onSteps?.(part.steps);
      else void judge(part.question, part.written, part.candidates);
    });
    if (failure) throw failure.error;
    return end;
  }

  /**
   * A text as the bytes that a receiver with the same model needs, and what each of its tokens took (see transmit.ts).
   * Half characters become `\ufffd`. Rejects as 'aborted' where it is stopped.
   */
  send(text: string, onTokens?: (sent: Sent[]) => void): Promise<Uint8Array<ArrayBuffer>> {
    return this.#ask({ type: 'send', text: text.toWellFormed() }, onTokens);
  }

  /**
   * The text of such bytes, from them and the model alone; `onText` has it as far as it is read, and not checked yet.
   * Rejects as 'unreadable' where they are no message of this model, as 'aborted' where it is stopped.
   */
  receive(message: Uint8Array<ArrayBuffer>, onText?: (text: string) => void): Promise<string> {
    return this.#ask({ type: 'receive', message }, onText);
  }

  /** Many samples at once (see many.ts); null where it was stopped. `step`: tokens that each has so far. */
  draw(draw: Draw, step?: (tokens: number) => void): Promise<Drawn[] | null> {
    return this.#ask({ type: 'draw', draw }, step);
  }

  /** The shortest prompt found that brings a text out, as far as it came; see prompt-search.ts. */
  shorten(wanted: Wanted, onState: (states: Parts['shorten']) => void): Promise<number[] | null> {
    return this.#ask({ type: 'shorten', ...wanted }, onState);
  }

  /**
   * The log-probability of every token of many texts, natural, each text after BOS; null where it was stopped. With `ways`, for
   * each text and way of drawing, how likely one try is to give its tokens from `from` on (see many.ts).
   */
  surprise(texts: number[][], ways?: Ways): Promise<number[][] | null> {
    return this.#ask({ type: 'surprise', texts, ways });
  }

  /**
   * Ends what is running or waiting but for loads and single scores: completions and recitations resolve with what there
   * is and `stopped: 'user'`, many samples or texts with null; what sends or receives rejects as 'aborted'.
   */
  stop(): void {
    this.#stops++;
    void this.#halt(this.status === 'busy');
  }

  /** What the model makes of each token of a given text after BOS. */
  score(ids: number[]): Promise<TokenTrace[]> {
    return this.#ask({ type: 'score', ids });
  }

  /** Token ids of a text, without BOS. */
  encode(text: string): Promise<number[]> {
    return this.#ask({ type: 'encode', text });
  }

  /** The text of token ids; bytes that form no character become `\ufffd`. */
  decode(ids: number[]): Promise<string> {
    return this.#ask({ type: 'decode', ids });
  }

  /** Ends the worker and frees the model. What was pending rejects as 'aborted'. */
  dispose(): void {
    this.#end();
    this.#loading = undefined;
    this.status = 'idle';
    this.model = null;
    this.error = null;
  }

  /** Ends the worker, and the download that it waits for. */
  #end(): void {
    this.#turn++;
    this.#abort.abort();
    this.#connection.end();
  }

  /** Stops what runs in the worker: by a message, or else by terminating it. A worker that is loading may not hear. */
  async #halt(insist: boolean): Promise<void> {
    this.#connection.tell({ type: 'stop' } satisfies Request);
    if (insist) await this.#connection.insist();
  }

  async #load(model: RunnableModel, dtype: string, fresh: boolean): Promise<void> {
    const turn = ++this.#turn;
    const busy = this.status === 'busy';
    const large = this.files.total >= LARGE;
    this.status = 'loading';
    this.error = null;
    const files = ownFiles(model, dtype);
    const tokenizer = tokenizerOf(model);
    this.files = { loaded: 0, total: files.reduce((sum, file) => sum + wireBytes(file), 0) };
    if (large) this.#connection.end();
    this.shared = sharedFiles(model).filter(({ status }) => status !== 'ready');
    if (!hasWebAssembly()) {
      const lack = 'WebAssembly is missing or switched off';
      throw this.#connection.fail(new LmError('unsupported', CAUSES.unsupported.words(WHAT, { lack })));
    }
    if (busy) {
      await this.#halt(true);
      if (turn !== this.#turn) throw aborted();
    }
    const call: Call = { type: 'load', files: files.map(modelFile), tokenizer: tokenizer.sha256, fresh };
    const opened = this.#connection.open(call);
    if (this.#connection.started) {
      const { signal } = (this.#abort = new AbortController());
      const { sha256 } = tokenizer;
      void this.#bring(signal, tokenizerFile(tokenizer), (json) => ({ type: 'tokenizer', sha256, json }));
    }
    await opened;
    this.status = 'ready';
  }

  /** Gives the worker what all models of the page share; without it the load fails. */
  async #bring<T>(signal: AbortSignal, file: SharedFile<T>, message: (made: T) => Bring): Promise<void> {
    try {
      const made = await file.load(signal);
      if (!signal.aborted) this.#connection.bring(message(made));
    } catch (cause) {
      if (signal.aborted) return;
      const { code, message } = cause as DownloadError;
      this.#connection.fail(new LmError(code, message, { cause }));
    }
  }

  /** Loads the model again if it was lost. */
  async #ready(): Promise<void> {
    if (!this.model) throw new LmError('input', 'No model is loaded yet. Load one first.');
    if (this.status === 'loading' || !this.#loading) await this.load(this.model, { dtype: this.#dtype });
  }

  async #ask<T extends Exclude<Call['type'], 'load'>>(
    call: Call & { type: T },
    onPart?: T extends keyof Parts ? (part: Parts[T]) => void : never
  ): Promise<Answers[T]> {
    const stops = this.#stops;
    await this.#ready();
    if (stops !== this.#stops) {
      if (call.type === 'send' || call.type === 'receive') throw aborted();
      if (call.type === 'recite' || call.type === 'memfree') return 'user' as Answers[T];
      if (call.type === 'draw' || call.type === 'surprise' || call.type === 'shorten')
        return null as Answers[T];
      if (call.type === 'complete') {
        const { n } = call as Call & { type: 'complete' };
        return Array.from({ length: n }, () => ({ text: '', stopped: 'user' })) as Answers[T];
      }
    }
    const answer = this.#connection.ask<Answers[T], never>(call, onPart);
    if (this.#connection.busy) this.status = 'busy';
    try {
      return await answer;
    } finally {
      if (!this.#connection.busy && this.status === 'busy') this.status = 'ready';
    }
  }
}

/** How far these models have loaded, in bytes, what they share counted once; null while none is loading. */
export function loadingOf(models: readonly LanguageModel[]): Progress | null {
  const loading = models.filter(({ status }) => status === 'loading');
  if (loading.length === 0) return null;
  const shared = once(loading.flatMap((model) => model.shared));
  const sum = (key: keyof Progress) => loading.reduce((total, { files }) => total + files[key], 0);
  return {
    loaded: shared.reduce((total, { bytes, missing }) => total + bytes - missing, sum('loaded')),
    total: shared.reduce((total, { bytes }) => total + bytes, sum('total'))
  };
}

/**
 * Bytes that asking these entries takes from the network, of what is not loaded yet, with the tokenizer,
 * which is counted once.
 *
 * @param models what is there to ask
 */
export function costOf(entries: readonly RunnableModel[], models: readonly LanguageModel[]): number {
  const there = models.flatMap(({ status, model }) =>
    model && (status === 'ready' || status === 'busy') ? [model.id] : []
  );
  const missing = entries.filter(({ id }) => !there.includes(id));
  const shared = once(missing.flatMap(sharedFiles)).filter(({ status }) => status !== 'ready');
  const own = missing.flatMap((entry) => ownFiles(entry, entry.dtypes[0]!));
  return (
    own.reduce((sum, file) => sum + wireBytes(file), 0) + shared.reduce((sum, { bytes }) => sum + bytes, 0)
  );
}

/** A list without repeats. */
const once = <T>(list: readonly T[]): T[] => list.filter((item, i) => list.indexOf(item) === i);

/** The files that running a model takes and that are its own. */
const ownFiles = (model: RunnableModel, dtype: string): FileEntry[] =>
  filesToRun(model, dtype).filter(({ path }) => !isTokenizer(path));

const tokenizerOf = (model: RunnableModel): FileEntry => model.files.find(({ path }) => isTokenizer(path))!;

/** What else a model needs, and shares with others. */
const sharedFiles = (model: RunnableModel): SharedFile<unknown>[] => [tokenizerFile(tokenizerOf(model))];

/** A file for the worker, with its name. */
const modelFile = (file: FileEntry): ModelFile =>
  absolute({ name: file.path.replace(/^.*\//, ''), ...labFile(file) });

/** WebAssembly with SIMD, which the engine is built for: (func (result v128) i32.const 0 i8x16.splat). */
function hasWebAssembly(): boolean {
  const code = [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11
  ];
  return typeof WebAssembly === 'object' && WebAssembly.validate(Uint8Array.from(code));
}
