import { untrack } from 'svelte';
import { Corpus } from '#lib/corpus/client.svelte.ts';
import { isAborted } from '#lib/worker/causes.ts';
import type { Runnable, ModelEntry } from '#lib/release/manifest.ts';
import { largestFirst } from '#lib/release/models.ts';
import type { Passage } from '#lib/release/passages.ts';
import type { Published } from '#lib/release/published.ts';
import { isTraced, type CompletionRecord, type TokenTrace } from '#lib/release/record.ts';
import { Recorded, type Catalogue, type Openings } from '#lib/release/recorded.ts';
import { labFile, siteFile } from '#lib/release/site.ts';
import { loadTokenizer, type Tokenizer } from '#lib/release/tokenizer.ts';
import { tokenizerFile } from '#lib/release/tokenizer-file.ts';
import { wireBytes } from '#lib/worker/download.ts';
import { LanguageModel, costOf, loadingOf } from '#lib/lm/client.svelte.ts';
import { ENGINE } from '#lib/lm/engine-name.ts';
import { cutTo } from '#lib/ui/limit.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { Announcer } from './announcer.svelte.ts';
import { nearest, odditiesOf, type Oddity } from './prefix.ts';
import { question, sameQuestion } from './question.ts';
import { CONTEXTS, DEFAULTS, PREFIX_LIMIT, modelsAsked, type PlaygroundState } from './state.ts';
import { count } from '#lib/words/number.ts';
import { why } from '#lib/words/why.ts';

/** One press of Complete: what was asked, and a completion from each model asked. */
export interface Run {
  /** Of all runs its own. */
  key: number;
  state: PlaygroundState;
  records: CompletionRecord[];
  /** The side that continues from a token the reader chose in place of the model's own, if any. */
  branched?: number | undefined;
}

/** A live completion compared with the recorded one, over the tokens that both have. */
export interface Agreement {
  tokens: number;
  /** Where they part, and the tokens recorded from there on; null where they agree. */
  parts: { at: number; recorded: string } | null;
}

export interface Notice {
  kind: 'error' | 'hint';
  text: string;
}

const RUNTIME = `${ENGINE}, in the reader’s browser`;

/** What is on show before any press: the recorded completion that came with the page. */
export function startOf({ manifest, records }: Published): PlaygroundState {
  const [shown] = records;
  return {
    ...structuredClone(DEFAULTS),
    model: shown?.model ?? largestFirst(manifest.models)[0]!.id,
    passage: shown?.passage ?? null
  };
}

const AT_REST = { coming: false, trouble: null };

const anyOf = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;

/** The playground at work: its state, its models, the training text, and the completions so far. */
export class Session {
  readonly manifest: Runnable;
  readonly corpus: Corpus;
  readonly models: readonly [LanguageModel, LanguageModel];
  readonly announcer = new Announcer();

  state = $state() as PlaygroundState;
  passages = $state.raw<Passage[]>([]);
  busy = $state(false);
  /** Whether an opening is being fetched. */
  fetching = $state(false);
  notice = $state.raw<Notice | null>(null);
  /** Why a side of the run on show has no whole completion. */
  failures = $state.raw<(string | null)[]>([]);
  /** Whether the record of the question that is set is on its way, or why it did not come. */
  lookup = $state.raw<{ coming: boolean; trouble: string | null }>(AT_REST);
  /** The same of what explains a prefix: the tokenizer and the openings. */
  letters = $state.raw<{ coming: boolean; trouble: string | null }>(AT_REST);

  #published: Published;
  #runs = $state.raw<Run[]>([]);
  #at = $state(-1);
  #tokenizer = $state.raw<Tokenizer | null>(null);
  #recorded: Recorded;
  #catalogue = $state.raw<Catalogue | null>(null);
  #openings = $state.raw<Openings | null>(null);
  /** How often a record was looked for: one that arrives late is not shown. */
  #looks = 0;
  /** Bytes that the last press was to fetch: what its button said. */
  #announced = $state(0);
  #keys = 0;
  /** The models of the last press, by side, as they load. */
  #loads: Promise<void>[] = [];
  /** Small files that are on their way. */
  #coming = $state(0);
  /** Aborts them. */
  #abort = new AbortController();
  /** Sides that are being traced, and whether more has been written since. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
  #tracing = new Map<string, boolean>();

  /**
   * @param published what is in the page without a download
   * @param models what answers; for tests
   */
  constructor(
    published: Published,
    state: PlaygroundState,
    models: readonly [LanguageModel, LanguageModel] = [new LanguageModel(), new LanguageModel()]
  ) {
    const { manifest } = published;
    this.#published = published;
    this.manifest = manifest;
    this.state = state;
    this.passages = published.passages;
    const { tokens, documents } = manifest.corpus;
    this.corpus = new Corpus({ tokens: labFile(tokens), documents: labFile(documents) });
    this.models = models;
    const { recorded } = published;
    const beside = (name: string) => recorded.path.replace(/[^/]*$/, name);
    this.#recorded = new Recorded(
      siteFile(recorded),
      (name) => siteFile({ ...recorded, path: beside(name) }).url
    );
    const found = this.#find(this.state);
    if (found) this.#push(found, this.state);
  }

  /** Draws what was recorded whenever the question becomes another one. To be called while a component is made. */
  follow(): void {
    $effect(() => {
      void [this.busy, ...question(this.state)];
      untrack(() => void this.look());
    });
  }

  /** The completion on show; null where the question has not been asked. */
  run = $derived(this.#runs[this.#at] ?? null);
  /** Whether what is on show answers another question than the one that is set. */
  stale = $derived(this.run !== null && !sameQuestion(this.run.state, this.state));
  /** Whether something new can be asked. */
  idle = $derived(live.ready && !this.busy);
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
    return this.passage ? this.decode(this.passage.token_ids.slice(0, this.state.context)) : '';
  });

  /** The first words of the prefix of what is on show. */
  opening = $derived.by(() => {
    const text = this.run?.records[0]?.prompt.text.trim() ?? '';
    return text.length > 40 ? `${text.slice(0, 40).replace(/\s\S*$/, '')} …` : text;
  });

  findPassage(id: string | null): Passage | null {
    return this.passages.find((passage) => passage.id === id) ?? null;
  }

  entry(id: string): ModelEntry {
    return this.manifest.models.find((model) => model.id === id) ?? this.manifest.models[0]!;
  }

  /** The text of tokens; before the tokenizer is there, their pieces joined. */
  text(tokens: readonly { id: number; text: string }[]): string {
    return this.#tokenizer || this.#catalogue
      ? this.decode(tokens.map((token) => token.id))
      : tokens.map((token) => token.text).join('');
  }

  /** Text of token ids; before the tokenizer or the catalogue is there, only of those that the recorded completions need. */
  decode = (ids: readonly number[]): string => {
    if (this.#tokenizer) return this.#tokenizer.decode(ids);
    if (this.#catalogue) return this.#recorded.decode(ids);
    return ids.map((id) => this.#published.pieces[id] ?? '').join('');
  };

  /** What readers call a document of the training data. */
  title(document: string): string {
    return (
      this.corpus.documents.find(({ id }) => id === document)?.title ??
      this.#published.titles[document] ??
      this.#recorded.title(document) ??
      'the training data'
    );
  }

  /** Bytes that a press of Complete takes from the network now: of models, training text and tokenizer. */
  cost = $derived.by(
    () =>
      costOf(
        modelsAsked(this.state).map((id) => this.entry(id)),
        this.models
      ) + this.#corpus
  );

  /** Bytes of the training text still to be loaded. */
  #corpus = $derived.by(() => {
    const { status, progress } = this.corpus;
    const { tokens, documents } = this.manifest.corpus;
    if (status === 'ready') return 0;
    return status === 'loading' ? progress.total - progress.loaded : wireBytes(tokens) + wireBytes(documents);
  });

  /** How far the download of the last press is; null while there is none. */
  loading = $derived.by(() => {
    const models = loadingOf(this.models);
    const corpus = this.corpus.status === 'loading';
    if (!models && !corpus && this.#coming === 0) return null;
    const small = this.#coming > 0 ? tokenizerFile(this.manifest.tokenizer).missing : 0;
    const missing =
      (models ? models.total - models.loaded : small) + (this.busy || corpus ? this.#corpus : 0);
    const total = Math.max(this.#announced, missing);
    return { loaded: total - missing, total };
  });

  /** Whether there is something to stop. */
  stoppable = $derived(this.busy || this.fetching || this.loading !== null || this.lookup.coming);

  async tokenizer(): Promise<Tokenizer> {
    this.#tokenizer ??= await this.#fetchSmall(() => this.#read());
    // What could not be explained without it can be now.
    if (this.letters.trouble) void this.explain();
    return this.#tokenizer;
  }

  #reading: Promise<Tokenizer> | null = null;

  /** Takes the tokenizer, once for all who wait for it. */
  #read(): Promise<Tokenizer> {
    return (this.#reading ??= loadTokenizer(this.manifest.tokenizer, { signal: this.#abort.signal }).finally(
      () => (this.#reading = null)
    ));
  }

  /** Takes up the state of a link. What it asks has not been answered yet, unless it was recorded. */
  restore(state: PlaygroundState): void {
    if (this.busy) this.stop();
    this.state = state;
    this.notice = null;
    const found = this.#find(state);
    if (found) this.#push(found, state);
    else this.#at = this.#runs.length;
    void this.look();
  }

  /**
   * Draws what was recorded of the question that is set, unless an answer to it is already shown: at once where it is here,
   * else as soon as it has come. Fetches the passage that a link names in any case.
   */
  async look(): Promise<void> {
    const look = ++this.#looks;
    this.lookup = AT_REST;
    const { passage } = this.state;
    if (this.busy || passage === null || (this.run && !this.stale)) return;
    const state = $state.snapshot(this.state);
    let found = this.#find(state);
    if (!found && !this.#recorded.passage(passage)) {
      this.lookup = { coming: true, trouble: null };
      let trouble: string | null = null;
      await this.load(passage).catch((error: unknown) => (trouble = message(error)));
      if (look !== this.#looks) return;
      this.lookup = { coming: false, trouble };
      // In the meantime a model may have answered.
      if (this.busy || (this.run && !this.stale)) return;
      found = this.#find(state);
    }
    if (found) this.#push(found, state);
  }

  /** Takes a passage with what was recorded of it; null where there is none of that name. */
  async load(id: string): Promise<Passage | null> {
    await this.#letters();
    const loaded = await this.#recorded.load(id, { signal: this.#abort.signal });
    if (!loaded) return null;
    if (this.findPassage(id) !== loaded.passage)
      this.passages = [...this.passages.filter((passage) => passage.id !== id), loaded.passage];
    return loaded.passage;
  }

  /** Takes what all records share, and with it the text of every token. */
  async #letters(): Promise<Catalogue> {
    return (this.#catalogue ??= await this.#recorded.catalogue({ signal: this.#abort.signal }));
  }

  /** Takes what explains a prefix: how it falls into tokens, and which openings there are. */
  async explain(): Promise<void> {
    if (this.letters.coming || (this.#tokenizer && this.#openings)) return;
    this.letters = { coming: true, trouble: null };
    try {
      const [openings] = await Promise.all([
        this.#recorded.openings({ signal: this.#abort.signal }),
        this.#letters(),
        this.#read().then((tokenizer) => (this.#tokenizer ??= tokenizer))
      ]);
      this.#openings = openings;
      this.letters = AT_REST;
    } catch (error) {
      // Whoever aborted it no longer wants it.
      this.letters = { coming: false, trouble: isAborted(error) ? null : message(error) };
    }
  }

  /** Fetches a small file, and says in the status line that it does. */
  async #fetchSmall<T>(load: () => Promise<T>): Promise<T> {
    this.#coming++;
    try {
      return await load();
    } finally {
      this.#coming--;
    }
  }

  /** The token ids of the prefix, once they can be told; null before. */
  ids = $derived.by((): number[] | null => {
    if (this.state.passage !== null) return this.passage?.token_ids.slice(0, this.state.context) ?? null;
    const { prefix } = this.state;
    return this.#tokenizer && prefix.length <= PREFIX_LIMIT ? this.#tokenizer.encode(prefix) : null;
  });

  /** Tokens that a prefix may have: beside it a model reads the BOS token and the first one that it writes. */
  get room(): number {
    return this.manifest.context - 2;
  }

  /** What in the reader's own prefix is not what it seems, and what it would be when fixed. */
  oddities = $derived.by((): Oddity[] => {
    const { passage, prefix } = this.state;
    if (passage !== null) return [];
    const found = odditiesOf(prefix, this.#tokenizer?.special);
    const long = prefix.length > PREFIX_LIMIT || (this.ids?.length ?? 0) > this.room;
    if (!long || !this.#tokenizer) return found;
    const { room } = this;
    const text =
      prefix.length > PREFIX_LIMIT
        ? `It has ${count(prefix.length)} characters.`
        : `It has ${count(this.ids!.length)} tokens.`;
    return [
      ...found,
      {
        text: `${text} These models read ${room} tokens of a prefix at most.`,
        mend: `Keep the last ${room} tokens`,
        mended: lastOf(prefix.slice(-PREFIX_LIMIT), room, this.#tokenizer)
      }
    ];
  });

  /** The passages whose openings are known, those of most copies first. */
  #known = $derived.by((): readonly string[] => {
    const openings = this.#openings;
    if (!openings || !this.#catalogue) return [];
    return this.#catalogue.groups
      .toSorted((a, b) => b.copies - a.copies)
      .flatMap(({ passages }) => passages.filter((id) => id in openings));
  });

  /** The planted passage that the reader's own prefix is the opening of, or nearly; null where there is none, or none yet. */
  near = $derived.by(() => {
    const { passage, prefix } = this.state;
    if (passage !== null || !this.#openings || !this.#catalogue || prefix.length > PREFIX_LIMIT) return null;
    const openings = this.#openings;
    const near = nearest(
      prefix,
      this.#known.map((id) => [id, this.findPassage(id)?.text ?? openings[id]!] as const)
    );
    const group = near && this.#catalogue.groups.find(({ passages }) => passages.includes(near.id));
    return near && group ? { ...near, planted: group } : null;
  });

  choosePassage(passage: Passage): void {
    this.state.passage = passage.id;
    this.notice = null;
  }

  /** Takes the opening of the next passage that was planted whole in so many copies, in the order of the table. */
  openPassage(copies: number): Promise<void> {
    return this.#fetch(async () => {
      const passages = await this.#paragraphs((group) => group.copies === copies);
      const at = passages.findIndex((id) => id === this.state.passage);
      await this.#open(passages[(at + 1) % passages.length]!);
    });
  }

  /** Takes the opening of an address, drawn at random. */
  openAddress(): Promise<void> {
    return this.#fetch(async () => {
      await Promise.all([this.corpus.load(), this.tokenizer()]);
      const address = anyOf(this.corpus.documents.filter(({ kind }) => kind === 'address'));
      const text = await this.corpus.getDoc(address.id, { from: 0, to: this.state.context });
      this.write(this.decode(text!.ids));
      this.notice = { kind: 'hint', text: `The opening of the address of ${address.title}.` };
    });
  }

  /** Takes any opening, mostly that of a passage. */
  surprise(): Promise<void> {
    if (Math.random() >= 0.8) return this.openAddress();
    return this.#fetch(async () => this.#open(anyOf(await this.#paragraphs())));
  }

  /** Takes the opening of a passage in the place of the reader's own prefix. */
  takeUp(id: string): Promise<void> {
    return this.#fetch(() => this.#open(id));
  }

  async #open(id: string): Promise<void> {
    const passage = await this.load(id);
    if (passage) this.choosePassage(passage);
  }

  /** The passages planted whole, of some groups. */
  async #paragraphs(of: (group: Catalogue['groups'][number]) => boolean = () => true): Promise<string[]> {
    const { groups } = await this.#letters();
    return groups
      .filter((group) => group.condition === 'exact' && of(group))
      .flatMap(({ passages }) => passages);
  }

  /** Runs what needs a download; a failure is said where all failures are. */
  async #fetch(work: () => Promise<void>): Promise<void> {
    this.fetching = true;
    try {
      await work();
    } catch (error) {
      this.#complain(error);
    } finally {
      this.fetching = false;
    }
  }

  /** Says that a text was cut when it was put in. */
  cut(most: number): void {
    this.notice = { kind: 'hint', text: cutTo(most) };
  }

  write(prefix: string): void {
    this.state.passage = null;
    this.state.prefix = prefix.replace(/\r\n?/g, '\n');
    this.notice = null;
  }

  /** Asks the chosen models. Whatever goes wrong is said in `notice` or `failures`. */
  async complete(): Promise<void> {
    const state = $state.snapshot(this.state);
    await this.#attempt(async () => {
      if (state.passage === null && state.prefix.length > PREFIX_LIMIT) {
        throw new Error(
          `The prefix has ${count(state.prefix.length)} characters. These models read ` +
            `${this.manifest.context} tokens at once, about ${count(this.manifest.context * 4)} ` +
            'characters: keep the last few sentences.'
        );
      }
      // Everything that the first word waits for loads at once.
      this.#loads = modelsAsked(state).map((id, side) => this.models[side]!.load(this.entry(id)));
      const passage = state.passage === null ? null : await this.#planted(state.passage);
      const tokenizer = passage && this.#catalogue ? null : await this.tokenizer();
      if (state.passage !== null && !passage) throw new Error(`There is no passage “${state.passage}” here.`);
      const ids = passage ? passage.token_ids.slice(0, state.context) : tokenizer!.encode(state.prefix);
      const { room } = this;
      if (ids.length > room) {
        throw new Error(
          `The prefix is ${count(ids.length)} tokens long. These models read ${this.manifest.context} ` +
            `at once, so it may have ${room} at most: keep the last few sentences.`
        );
      }
      const prompt = { text: tokenizer?.decode(ids) ?? this.decode(ids), ids };
      return {
        state,
        records: modelsAsked(state).map((model) => this.#blank(model, passage, prompt, state))
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
    if (!before || !record || !token || !isTraced(token)) return;
    const rank = token.top.findIndex((alternative) => alternative.id === id);
    if (rank < 0) return;
    const { text, logprob } = token.top[rank]!;
    const chosen: TokenTrace = { ...token, id, text, logprob, rank: rank + 1 };
    Object.assign(this.state, structuredClone(before.state), { view: this.state.view });
    await this.#attempt(async () => {
      if (!this.#catalogue) await this.tokenizer();
      const branched: CompletionRecord = {
        ...record,
        origin: 'live',
        runtime: RUNTIME,
        tokens: [...record.tokens.slice(0, index), chosen],
        stopped: 'user',
        spans: undefined
      };
      const records = before.records.map((r, i) => (i === side ? branched : r));
      return { state: before.state, records, branched: side };
    }, side);
  }

  /** Ends the completions, and the downloads they wait for. What has been written stays. */
  stop(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    if (this.corpus.status === 'loading') this.corpus.abort();
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
    const { run } = this;
    await Promise.all((run?.records ?? []).map((_, side) => this.#trace(run!.key, side)));
  }

  dispose(): void {
    this.corpus.dispose();
    for (const model of this.models) model.dispose();
  }

  /** The passage of a name, fetched unless it is here. */
  async #planted(id: string): Promise<Passage | null> {
    return this.findPassage(id) ?? (await this.#fetchSmall(() => this.load(id)));
  }

  /** Names the planted passage that the reader has typed the opening of, if any: what it goes on with is then known. */
  async #recognize({ key, records }: Run): Promise<void> {
    const [{ passage, prompt } = { passage: '', prompt: { text: '', ids: [] } }] = records;
    if (passage !== null || prompt.ids.length < CONTEXTS[0]) return;
    const { signal } = this.#abort;
    // A courtesy only: the completion does not wait for it.
    const openings = await this.#recorded.openings({ signal }).catch(() => ({}));
    for (const [id, opening] of Object.entries(openings)) {
      if (!opening.startsWith(prompt.text) && !prompt.text.startsWith(opening)) continue;
      const known = await this.load(id).catch(() => null);
      if (known && prompt.ids.every((id, i) => id === known.token_ids[i])) {
        records.forEach((_, side) => this.#update(key, side, { passage: known.id }));
        return;
      }
    }
  }

  /**
   * The recorded completions that answer a state, one for each model asked, as far as they were recorded; null when one is
   * missing, or has not arrived.
   */
  #find(state: PlaygroundState): CompletionRecord[] | null {
    const { passage, context, decoding } = state;
    if (passage === null || decoding.method !== 'greedy') return null;
    const found = modelsAsked(state).map((model) =>
      this.#record(passage, model, context, decoding.maxTokens)
    );
    return found.every((record) => record !== null) ? found : null;
  }

  #record(passage: string, model: string, context: number, maxTokens: number): CompletionRecord | null {
    const { release } = this.manifest;
    const [dtype] = this.entry(model).dtypes;
    const inPage = this.#published.records.find(
      (record) =>
        record.model === model &&
        record.passage === passage &&
        record.prompt.ids.length === context &&
        record.decoding.max_tokens === maxTokens
    );
    return inPage ?? this.#recorded.find(passage, { model, context, maxTokens }, { dtype: dtype!, release });
  }

  /** How a live completion compares with the recorded one; null where there is none, or it cannot be told yet. */
  agreement(side: number): Agreement | null {
    const { run } = this;
    const record = run?.records[side];
    // Ask again about what has been fetched since.
    void this.passages;
    if (!record || record.origin !== 'live' || record.passage === null || run.branched === side) return null;
    if (record.decoding.method !== 'greedy' || record.tokens.length === 0) return null;
    const recorded = this.#record(
      record.passage,
      record.model,
      record.prompt.ids.length,
      record.decoding.max_tokens
    );
    if (!recorded) return null;
    const [ours, theirs] = [record.tokens, recorded.tokens];
    const tokens = Math.min(ours.length, theirs.length);
    const at = ours.slice(0, tokens).findIndex(({ id }, i) => id !== theirs[i]!.id);
    if (at >= 0) return { tokens, parts: { at, recorded: this.text(theirs.slice(at)) } };
    const early = recorded.stopped === 'eos' && ours.length > tokens;
    const late = record.stopped === 'eos' && theirs.length > tokens;
    return {
      tokens,
      parts: early || late ? { at: tokens, recorded: this.text(theirs.slice(tokens)) } : null
    };
  }

  /** Natural log of the probability that was recorded of the true continuation of a side's prompt; null where none was. */
  truth(side: number): number | null {
    const record = this.run?.records[side];
    void this.passages;
    if (!record || record.passage === null) return null;
    return this.#recorded.logprob(record.passage, { model: record.model, context: record.prompt.ids.length });
  }

  #push(records: CompletionRecord[], state: PlaygroundState, branched?: number): Run {
    const run = { key: ++this.#keys, state: $state.snapshot(state), records, branched };
    this.#runs = [...this.#runs.slice(0, this.#at + 1), run];
    this.#at = this.#runs.length - 1;
    this.failures = records.map(() => null);
    return run;
  }

  #complain = (error: unknown): void => {
    const text = message(error);
    this.notice = isAborted(error) ? { kind: 'hint', text } : { kind: 'error', text };
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
      stopped: 'user'
    };
  }

  /** Makes a run and has it completed: all its sides, or `only` one. */
  async #attempt(make: () => Promise<Omit<Run, 'key'>>, only?: number): Promise<void> {
    if (this.busy) return;
    this.#announced = this.cost;
    this.busy = true;
    this.notice = null;
    this.#loads = [];
    try {
      const made = await make();
      const run = this.#push(made.records, made.state, made.branched);
      const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
      // The first word waits for neither the training text nor the table.
      void begun.then(() => {
        void this.trace();
        void this.#recognize(run);
      });
      this.announcer.start();
      const sides = run.records.map((_, side) => side).filter((side) => only === undefined || side === only);
      await Promise.all(sides.map((side) => this.#generate(run, side, begin)));
      if (sides.some((side) => this.#side(run.key, side)?.tokens.length)) begin();
      this.announcer.finish();
    } catch (error) {
      for (const model of this.models) model.cancelLoad();
      this.#complain(error);
    } finally {
      this.busy = false;
    }
  }

  async #generate({ key, state, records }: Run, side: number, begin: () => void): Promise<void> {
    const record = records[side]!;
    const lm = this.models[side]!;
    const kept = record.tokens;
    const wanted = state.decoding.maxTokens - kept.length;
    try {
      if (wanted > 0) {
        await (this.#loads[side] ?? lm.load(this.entry(record.model)));
        const ids = [...record.prompt.ids, ...kept.map((token) => token.id)];
        const decoding = { ...state.decoding, maxTokens: wanted };
        const [completion] = await lm.complete({ ids, decoding }, (_, token) => {
          const tokens = [...this.#side(key, side)!.tokens, token];
          this.#update(key, side, { tokens });
          begin();
          if (side === 0) this.announcer.say(this.text(tokens));
          void this.#trace(key, side);
        });
        this.#update(key, side, { tokens: [...kept, ...completion!.tokens], stopped: completion!.stopped });
      } else {
        this.#update(key, side, { stopped: 'length' });
      }
    } catch (error) {
      this.#update(key, side, { stopped: isAborted(error) ? 'user' : 'error' });
      if (this.run?.key === key)
        this.failures = this.failures.map((failure, i) => (i === side ? message(error) : failure));
    }
    await this.#trace(key, side);
  }

  #side(key: number, side: number): CompletionRecord | undefined {
    return this.#runs.find((run) => run.key === key)?.records[side];
  }

  #update(key: number, side: number, change: Partial<CompletionRecord>): void {
    this.#runs = this.#runs.map((run) =>
      run.key === key
        ? { ...run, records: run.records.map((r, s) => (s === side ? { ...r, ...change } : r)) }
        : run
    );
  }

  /**
   * Marks the parts of a side's completion that occur in its model's training data. One question at a time: what is written
   * meanwhile is asked about when the answer has come.
   */
  async #trace(key: number, side: number): Promise<void> {
    const name = `${key} ${side}`;
    if (this.#tracing.has(name)) {
      this.#tracing.set(name, true);
      return;
    }
    do {
      const record = this.#side(key, side);
      if (!record || this.corpus.status !== 'ready') break;
      this.#tracing.set(name, false);
      const ids = record.tokens.map((token) => token.id);
      const spans = await this.corpus.spans(ids, { data: this.entry(record.model).data }).catch(() => null);
      if (spans) this.#update(key, side, { spans });
    } while (this.#tracing.get(name));
    this.#tracing.delete(name);
  }
}

/** The end of a text, from a word on where it has several, in so many tokens at most. */
function lastOf(text: string, most: number, tokenizer: Tokenizer): string {
  const ids = tokenizer.encode(text);
  for (let n = most; ; n--) {
    const end = tokenizer.decode(ids.slice(-n)).replace(/^\S*\s+(?=\S)/, '');
    if (n === 1 || tokenizer.encode(end).length <= most) return end;
  }
}

const message = (error: unknown) => (isAborted(error) ? 'Loading was stopped.' : why(error));
