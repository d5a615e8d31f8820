import { greedy } from '#lib/release/greedy.ts';
import { type Runnable, type ModelEntry } from '#lib/release/manifest.ts';
import type { Passage } from '#lib/release/passages.ts';
import type { CompletionRecord } from '#lib/release/record.ts';
import { loadTokenizer, type Tokenizer } from '#lib/release/tokenizer.ts';
import { LanguageModel, costOf } from '#lib/lm/client.svelte.ts';
import { ENGINE } from '#lib/lm/engine-name.ts';
import { why } from '#lib/words/why.ts';
import { isAborted } from '#lib/worker/causes.ts';

/** A live run of one model on one passage. */
export interface LiveRun {
  passage: Passage;
  model: ModelEntry;
  asked: number;
  record: CompletionRecord;
  /** Natural log of the probability of the truth, where it was asked for and is there. */
  logprob: number | null;
  /** Whether more is to come. */
  busy: boolean;
  /** Why it failed. */
  failure: string | null;
}

/** Runs models on passages, one at a time: the last that was asked for. */
export class Live {
  readonly lm: LanguageModel;
  run = $state.raw<LiveRun | null>(null);
  tokenizer = $state.raw<Tokenizer | null>(null);

  #manifest: Runnable;
  #last = 0;
  /** Aborts the small file that a run waits for. */
  #abort = new AbortController();

  constructor(manifest: Runnable, lm = new LanguageModel()) {
    this.#manifest = manifest;
    this.lm = lm;
  }

  /** Bytes that running a model takes from the network, of what has not been loaded yet. */
  cost(model: ModelEntry): number {
    return costOf([model], [this.lm]);
  }

  /** Loads what turns tokens into words. */
  async letters(signal?: AbortSignal): Promise<Tokenizer> {
    return (this.tokenizer ??= await loadTokenizer(this.#manifest.tokenizer, { signal }));
  }

  /** Has `model` go on from the first `context` tokens of a passage; with `score`, weighs the truth as well. */
  async start(
    model: ModelEntry,
    passage: Passage,
    { context, asked, score }: { context: number; asked: number; score: boolean }
  ): Promise<void> {
    const call = ++this.#last;
    this.#halt();
    const { signal } = (this.#abort = new AbortController());
    const ids = passage.token_ids.slice(0, context);
    const decoding = greedy(asked);
    this.run = {
      passage,
      model,
      asked,
      record: {
        version: 1,
        origin: 'live',
        release: this.#manifest.release,
        model: model.id,
        dtype: model.dtypes[0]!,
        runtime: `${ENGINE}, in the reader’s browser`,
        passage: passage.id,
        prompt: { text: this.tokenizer?.decode(ids) ?? '', ids },
        decoding: { method: 'greedy', temperature: 1, top_k: 0, top_p: 1, seed: 1, max_tokens: asked },
        tokens: [],
        stopped: 'user'
      },
      logprob: null,
      busy: true,
      failure: null
    };
    const update = (change: Partial<LiveRun>, record: Partial<CompletionRecord> = {}) => {
      if (call !== this.#last || !this.run) return;
      this.run = { ...this.run, ...change, record: { ...this.run.record, ...record } };
    };
    try {
      // Both load at once.
      const loading = this.lm.load(model);
      const tokenizer = await this.letters(signal);
      update({}, { prompt: { text: tokenizer.decode(ids), ids } });
      if (call !== this.#last) return;
      await loading;
      if (call !== this.#last) return;
      const [completion] = await this.lm.complete({ ids, decoding }, (_, token) =>
        update({}, { tokens: [...(this.run?.record.tokens ?? []), token] })
      );
      update({}, { tokens: completion!.tokens, stopped: completion!.stopped });
      if (score && call === this.#last) {
        const traces = await this.lm.score(passage.token_ids.slice(0, context + asked));
        update({ logprob: traces.slice(context).reduce((sum, { logprob }) => sum + logprob, 0) });
      }
    } catch (error) {
      const called = isAborted(error);
      const message = why(error);
      update({ failure: called ? 'Loading was stopped.' : message }, { stopped: called ? 'user' : 'error' });
    } finally {
      update({ busy: false });
    }
  }

  /** Ends the run, and the download it waits for. */
  stop(): void {
    if (this.lm.status !== 'loading') return this.#halt();
    this.#abort.abort();
    this.lm.cancelLoad();
  }

  /** Ends the run. A model that is loading goes on, for the next one. */
  #halt(): void {
    this.#abort.abort();
    this.lm.stop();
  }

  /** Forgets the current run. */
  clear(): void {
    this.#last++;
    this.#halt();
    this.run = null;
  }

  dispose(): void {
    this.#last++;
    this.lm.dispose();
  }
}
