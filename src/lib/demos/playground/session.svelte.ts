import { Corpus } from '#lib/corpus/client.svelte.ts';
import { downloadBytes, type Runnable, type ModelEntry } from '#lib/release/manifest.ts';
import { loadPassages, type Passage } from '#lib/release/passages.ts';
import type { Published } from '#lib/release/published.ts';
import type { CompletionRecord, TokenTrace } from '#lib/release/record.ts';
import { labUrl } from '#lib/release/site.ts';
import { loadTokenizer, type Tokenizer } from '#lib/release/tokenizer.ts';
import { LanguageModel, LmError, RUNTIME_BYTES } from '#lib/lm/client.svelte.ts';
import { Announcer } from './announcer.svelte.ts';
import { CONTEXTS, PREFIX_LIMIT, modelsAsked, type PlaygroundState } from './state.ts';
import { count } from '#lib/words/number.ts';

/** One press of Complete: what was asked, and a completion by each model asked. */
export interface Run {
  state: PlaygroundState;
  records: CompletionRecord[];
}

export interface Notice {
  kind: 'error' | 'hint';
  text: string;
}

const RUNTIME = 'transformers.js, WebAssembly, in the reader’s browser';

/** The playground at work: its state, its models, the training text, and the completions so far. */
export class Session {
  readonly manifest: Runnable;
  readonly corpus: Corpus;
  readonly models: readonly [LanguageModel, LanguageModel];
  readonly announcer = new Announcer();

  state = $state() as PlaygroundState;
  passages = $state.raw<Passage[]>([]);
  /** Whether the page's script runs: until then a press could do nothing, or worse, send the form. */
  ready = $state(false);
  busy = $state(false);
  notice = $state.raw<Notice | null>(null);
  /** Why a side of the run on show has no whole completion. */
  failures = $state.raw<(string | null)[]>([]);

  #published: Published;
  #runs = $state.raw<Run[]>([]);
  #at = $state(-1);
  #tokenizer = $state.raw<Tokenizer | null>(null);

  /** @param published what stands in the page without a download */
  constructor(published: Published, state: PlaygroundState) {
    const { manifest } = published;
    this.#published = published;
    this.manifest = manifest;
    this.state = state;
    this.passages = published.passages;
    const data = { tokens: manifest.corpus.tokens, documents: manifest.corpus.documents };
    this.corpus = new Corpus({
      tokens: { ...data.tokens, url: labUrl(data.tokens.path) },
      documents: { ...data.documents, url: labUrl(data.documents.path) }
    });
    this.models = [new LanguageModel(), new LanguageModel()];
    const recorded = this.#recorded();
    if (recorded) this.#push({ state: $state.snapshot(this.state), records: recorded });
  }

  run = $derived(this.#runs[this.#at] ?? null);
  /** Whether something new can be asked. */
  idle = $derived(this.ready && !this.busy);
  canUndo = $derived(this.idle && this.#at > 0);
  canRedo = $derived(this.idle && this.#at < this.#runs.length - 1);
  passage = $derived.by(() => this.findPassage(this.state.passage));
  /** The prefix as the reader sees it: their own, or the opening of the passage. */
  prefix = $derived.by(() => {
    if (this.state.passage === null) return this.state.prefix;
    const shown = this.run?.records[0];
    if (shown?.passage === this.state.passage && shown.prompt.ids.length === this.state.context) {
      return shown.prompt.text;
    }
    return this.passage && this.#tokenizer
      ? this.#tokenizer.decode(this.passage.token_ids.slice(0, this.state.context))
      : '';
  });

  findPassage(id: string | null): Passage | null {
    return this.passages.find((passage) => passage.id === id) ?? null;
  }

  entry(id: string): ModelEntry {
    return this.manifest.models.find((model) => model.id === id) ?? this.manifest.models[0]!;
  }

  /** The text of tokens; before the tokenizer is there, their pieces joined. */
  text(tokens: readonly { id: number; text: string }[]): string {
    return this.#tokenizer
      ? this.#tokenizer.decode(tokens.map((token) => token.id))
      : tokens.map((token) => token.text).join('');
  }

  /** Text of token ids; before the tokenizer is there, only of those that the recorded completions need. */
  decode = (ids: number[]): string =>
    this.#tokenizer
      ? this.#tokenizer.decode(ids)
      : ids.map((id) => this.#published.pieces[id] ?? '').join('');

  /** What readers call a document of the training data. */
  title(document: string): string {
    return (
      this.corpus.documents.find(({ id }) => id === document)?.title ??
      this.#published.titles[document] ??
      'the training data'
    );
  }

  /** Bytes that asking these models takes from the network, of what has not been loaded yet. */
  cost(ids: readonly string[]): number {
    const loaded = this.models.map(({ model, status }) =>
      status === 'ready' || status === 'busy' ? model?.id : null
    );
    const missing = ids.filter((id) => !loaded.includes(id));
    const { tokens, documents } = this.manifest.corpus;
    return (
      missing.reduce((sum, id) => sum + downloadBytes(this.entry(id)), 0) +
      (loaded.some((id) => id) ? 0 : RUNTIME_BYTES) +
      (this.corpus.status === 'ready' ? 0 : tokens.bytes + documents.bytes)
    );
  }

  async tokenizer(): Promise<Tokenizer> {
    return (this.#tokenizer ??= await loadTokenizer(this.manifest.tokenizer));
  }

  /** Takes up the state of a link: what it asks has not been answered yet, unless it was recorded. */
  restore(state: PlaygroundState): void {
    this.state = state;
    this.notice = null;
    const recorded = this.#recorded();
    if (recorded) this.#push({ state: $state.snapshot(this.state), records: recorded });
    else if (state.passage !== null && !this.passage) void this.loadPassages().catch(this.#complain);
  }

  /** Takes the whole planting table, so that any passage can be chosen. */
  async loadPassages(): Promise<Passage[]> {
    if (this.passages.length <= this.#published.passages.length) {
      [this.passages] = await Promise.all([loadPassages(this.manifest.passages), this.tokenizer()]);
    }
    return this.passages;
  }

  choosePassage(passage: Passage): void {
    this.state.passage = passage.id;
    this.notice = null;
  }

  write(prefix: string): void {
    this.state.passage = null;
    this.state.prefix = prefix;
    this.notice = null;
  }

  /** Asks the chosen models. Whatever goes wrong is said in `notice` or `failures`. */
  async complete(): Promise<void> {
    const state = $state.snapshot(this.state);
    await this.#attempt(async () => {
      const tokenizer = await this.tokenizer();
      if (state.passage !== null && !this.findPassage(state.passage)) await this.loadPassages();
      const passage = this.findPassage(state.passage);
      if (state.passage !== null && !passage) throw new Error(`There is no passage “${state.passage}” here.`);
      if (!passage && state.prefix.length > PREFIX_LIMIT) {
        throw new Error(
          `The prefix has ${count(state.prefix.length)} characters. These models read ` +
            `${this.manifest.context} tokens at once, about ${count(this.manifest.context * 4)} ` +
            'characters: keep the last few sentences.'
        );
      }
      const ids = passage ? passage.token_ids.slice(0, state.context) : tokenizer.encode(state.prefix);
      const room = this.manifest.context - 2; // beside the BOS token and the first one written
      if (ids.length > room) {
        throw new Error(
          `The prefix is ${count(ids.length)} tokens long. These models read ${this.manifest.context} ` +
            `at once, so it may have ${room} at most: keep the last few sentences.`
        );
      }
      const prompt = { text: tokenizer.decode(ids), ids };
      const planted = passage ?? (await this.#planted(ids));
      return {
        state,
        records: modelsAsked(state).map((model) => this.#blank(model, planted, prompt, state))
      };
    });
  }

  /** The same question once more; where tokens are drawn, with the next seed. */
  async again(): Promise<void> {
    if (this.state.decoding.method === 'sample')
      this.state.decoding.seed = (this.state.decoding.seed + 1) >>> 0;
    await this.complete();
  }

  /** Goes back to token `index` of a completion, takes the other token there and completes anew from it. */
  async branch(side: number, index: number, id: number): Promise<void> {
    const before = this.run;
    const record = before?.records[side];
    const token = record?.tokens[index];
    const rank = token?.top.findIndex((alternative) => alternative.id === id) ?? -1;
    if (!before || !record || !token || rank < 0) return;
    const { text, logprob } = token.top[rank]!;
    const chosen: TokenTrace = { ...token, id, text, logprob, rank: rank + 1 };
    await this.#attempt(async () => {
      await this.tokenizer();
      const branched: CompletionRecord = {
        ...record,
        origin: 'live',
        runtime: RUNTIME,
        tokens: [...record.tokens.slice(0, index), chosen],
        stopped: 'user',
        spans: []
      };
      return { state: before.state, records: before.records.map((r, i) => (i === side ? branched : r)) };
    }, side);
  }

  /** Ends the completions, and the downloads they wait for. What has been written stays. */
  stop(): void {
    for (const model of this.models) {
      if (model.status === 'loading') model.cancelLoad();
      else model.stop();
    }
  }

  undo(): void {
    if (this.canUndo) this.#show(this.#at - 1);
  }

  redo(): void {
    if (this.canRedo) this.#show(this.#at + 1);
  }

  /** Loads the training text, where it is not there yet or failed, and traces the completion on show. */
  async trace(): Promise<void> {
    await this.corpus.load().catch(() => {});
    await Promise.all((this.run?.records ?? []).map((_, side) => this.#trace(side)));
  }

  dispose(): void {
    this.corpus.dispose();
    for (const model of this.models) model.dispose();
  }

  /** The planted passage that the reader has typed the opening of, if any: what it goes on with is then known. */
  async #planted(ids: number[]): Promise<Passage | null> {
    if (ids.length < CONTEXTS[0]) return null;
    // Nice to know, no more: without the table the completion is written all the same.
    const passages = await this.loadPassages().catch(() => this.passages);
    return passages.find(({ token_ids }) => ids.every((id, i) => id === token_ids[i])) ?? null;
  }

  /** The recorded completions that answer the present state, one for each model asked; null when one is wanting. */
  #recorded(): CompletionRecord[] | null {
    const { passage, context, decoding } = this.state;
    if (passage === null || decoding.method !== 'greedy') return null;
    const found = modelsAsked(this.state).map((id) =>
      this.#published.records.find(
        (record) =>
          record.model === id &&
          record.passage === passage &&
          record.prompt.ids.length === context &&
          record.decoding.max_tokens === decoding.maxTokens
      )
    );
    return found.every((record) => record !== undefined) ? found : null;
  }

  #push(run: Run): void {
    this.#runs = [...this.#runs.slice(0, this.#at + 1), run];
    this.#at = this.#runs.length - 1;
    this.failures = run.records.map(() => null);
  }

  #complain = (error: unknown): void => {
    this.notice = { kind: 'error', text: message(error) };
  };

  #show(at: number): void {
    this.#at = at;
    this.failures = [];
    this.notice = null;
    Object.assign(this.state, structuredClone(this.run!.state), { view: this.state.view });
  }

  #blank(
    model: string,
    passage: Passage | null,
    prompt: CompletionRecord['prompt'],
    { decoding }: PlaygroundState
  ): CompletionRecord {
    return {
      version: 1,
      origin: 'live',
      release: this.manifest.release,
      model,
      dtype: this.entry(model).dtypes[0]!,
      runtime: RUNTIME,
      passage: passage?.id ?? null,
      prompt,
      decoding: {
        method: decoding.method,
        temperature: decoding.temperature,
        top_k: decoding.topK,
        top_p: decoding.topP,
        seed: decoding.seed,
        max_tokens: decoding.maxTokens
      },
      tokens: [],
      stopped: 'user',
      spans: []
    };
  }

  /** Makes a run and has it completed: all its sides, or `only` one. */
  async #attempt(make: () => Promise<Run>, only?: number): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.notice = null;
    try {
      const run = await make();
      this.#push(run);
      // Tracing waits for the training text, completing does not.
      void this.trace();
      this.announcer.start();
      const sides = run.records.map((_, side) => side).filter((side) => only === undefined || side === only);
      await Promise.all(sides.map((side) => this.#generate(side)));
      this.announcer.finish();
    } catch (error) {
      this.#complain(error);
    } finally {
      this.busy = false;
    }
  }

  async #generate(side: number): Promise<void> {
    const { state, records } = this.run!;
    const record = records[side]!;
    const lm = this.models[side]!;
    try {
      await lm.load(this.entry(record.model));
      const kept = record.tokens;
      const ids = [...record.prompt.ids, ...kept.map((token) => token.id)];
      const decoding = { ...state.decoding, maxTokens: Math.max(1, state.decoding.maxTokens - kept.length) };
      const [completion] = await lm.complete({ ids, decoding }, (_, token) => {
        const tokens = [...this.run!.records[side]!.tokens, token];
        this.#update(side, { tokens });
        if (side === 0) this.announcer.say(this.text(tokens));
        void this.#trace(side);
      });
      this.#update(side, { tokens: [...kept, ...completion!.tokens], stopped: completion!.stopped });
    } catch (error) {
      const called = error instanceof LmError && error.code === 'aborted';
      this.#update(side, { stopped: called ? 'user' : 'error' });
      this.failures = this.failures.map((f, i) =>
        i === side ? (called ? 'Loading was stopped.' : message(error)) : f
      );
    }
    await this.#trace(side);
  }

  #update(side: number, change: Partial<CompletionRecord>): void {
    const at = this.#at;
    this.#runs = this.#runs.map((run, i) =>
      i === at ? { ...run, records: run.records.map((r, s) => (s === side ? { ...r, ...change } : r)) } : run
    );
  }

  /** Marks what of a side's completion stands in its model's training data. */
  async #trace(side: number): Promise<void> {
    const record = this.run?.records[side];
    if (!record || this.corpus.status !== 'ready') return;
    const ids = record.tokens.map((token) => token.id);
    const spans = await this.corpus.spans(ids, { data: this.entry(record.model).data }).catch(() => null);
    const now = this.run?.records[side];
    // A later token has brought a later question: its answer is the one to show.
    if (spans && now && now.tokens.length >= ids.length && ids.every((id, i) => now.tokens[i]!.id === id)) {
      this.#update(side, { spans });
    }
  }
}

const message = (error: unknown) => (error instanceof Error ? error.message : String(error));
