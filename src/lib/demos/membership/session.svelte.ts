import { piecesOf } from '#lib/completion/pieces.ts';
import { Corpus } from '#lib/corpus/client.svelte.ts';
import { corpusCost, labCorpus } from '#lib/corpus/lab.ts';
import { asRecorded } from '#lib/demos/as-recorded.ts';
import { loadingWith } from '#lib/demos/loading.ts';
import { Press } from '#lib/demos/press.svelte.ts';
import { costOf, LanguageModel } from '#lib/lm/client.svelte.ts';
import { matched } from '#lib/measures/matched.ts';
import { isMember, largestN, matchLengths } from '#lib/measures/n-gram-membership.ts';
import { greedy } from '#lib/release/greedy.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import { tokenizerFile } from '#lib/release/tokenizer-file.ts';
import { loadTokenizer, type Tokenizer } from '#lib/release/tokenizer.ts';
import { nearness, PLAINLY } from './forge.ts';
import { signsOf, SHORTEST, stretchesOf, verbatim, type Sign } from './sources.ts';
import {
  barsOf,
  calledBy,
  calledOf,
  type Bars,
  type Case,
  type Cost,
  type Start,
  type Tested,
  type Written
} from './start.ts';
import { formatState, parseState, type Known, type State } from './state.ts';

/** What can be at work. */
type Work = 'writing' | 'testing' | 'weighing';

/** A text of the reader's own that was tested: how near to the passage, and the largest n for which some run is found. */
export interface Attempt {
  text: string;
  near: number;
  largest: number;
  length: number;
}

/** Attempts that are kept. */
const KEPT = 5;

/** The dial at work: which text is tested, with which n, and what the test says of it. */
export class Session extends Press<Work> {
  readonly start: Start;
  readonly lm: LanguageModel;
  /** The smallest model, by which others are calibrated. */
  readonly other: LanguageModel;
  readonly corpus: Corpus;
  readonly #known: Known;

  state = $state.raw() as State;
  complaints = $state.raw<readonly string[]>([]);
  attempts = $state.raw<readonly Attempt[]>([]);

  /** By case and model. */
  #written = $state.raw<Readonly<Record<string, Written>>>({});
  /** By text. */
  #own = $state.raw<Readonly<Record<string, Tested>>>({});
  /** By text and model. */
  #costs = $state.raw<Readonly<Record<string, Cost>>>({});
  #tokenizer: Tokenizer | null = null;
  #abort = new AbortController();

  /** @param lm, other, corpus what answers; for tests */
  constructor(
    start: Start,
    {
      lm = new LanguageModel(),
      other = new LanguageModel(),
      corpus = new Corpus(labCorpus(start.files)),
      tokenizer = null
    }: { lm?: LanguageModel; other?: LanguageModel; corpus?: Corpus; tokenizer?: Tokenizer | null } = {}
  ) {
    super();
    this.start = start;
    this.lm = lm;
    this.other = other;
    this.corpus = corpus;
    this.#tokenizer = tokenizer;
    this.#known = {
      cases: start.cases.map(({ id, model }) => ({ id, model })),
      models: start.models.map(({ id }) => id),
      own: start.forged[0]!.text
    };
    this.state = parseState('', this.#known).state;
  }

  fragment = $derived.by(() => formatState(this.state, this.#known));
  isUsual = $derived.by(
    () =>
      this.fragment === formatState(parseState('', this.#known).state, this.#known) &&
      this.attempts.length === 0 &&
      Object.keys(this.#written).length === 0 &&
      Object.keys(this.#costs).length === 0
  );

  modelAt = $derived.by(() => this.#known.models.indexOf(this.state.model));
  model = $derived.by((): ModelEntry => this.start.models[this.modelAt]!);
  smallest = $derived.by((): ModelEntry => this.start.models[0]!);
  /** The case shown; null for the reader's own text. */
  case = $derived.by((): Case | null => this.start.cases.find(({ id }) => id === this.state.text) ?? null);
  written = $derived.by((): Written | null => {
    if (!this.case) return null;
    return this.#written[`${this.case.id} ${this.model.id}`] ?? this.case.written[this.model.id]!;
  });
  /** The text under the test; null for one of the reader's own that was not tested yet. */
  tested = $derived.by(
    (): Tested | null =>
      this.written ??
      (Object.hasOwn(this.#own, this.state.own) ? this.#own[this.state.own] : undefined) ??
      this.start.forged.find(({ text }) => text === this.state.own) ??
      null
  );
  origin = $derived.by((): 'recorded' | 'live' | 'live, writing' => {
    if (this.work === 'writing') return 'live, writing';
    const here = this.case
      ? `${this.case.id} ${this.model.id}` in this.#written
      : Object.hasOwn(this.#own, this.state.own);
    return here ? 'live' : 'recorded';
  });

  lengths = $derived.by(() => {
    const { tested } = this;
    return tested && matchLengths(tested.pieces.length, verbatim(tested.stretches));
  });
  member = $derived.by(() => this.lengths !== null && isMember(this.lengths, this.state.n, this.state.rule));
  signs = $derived.by((): Sign[] => {
    const { tested } = this;
    return tested ? signsOf(tested.pieces.length, tested.stretches, this.state.n) : [];
  });

  /** What the true continuation costs the model, or the reader's own text; null where that is not known. */
  cost = $derived.by((): Cost | null =>
    this.case ? this.case.costs[this.model.id]! : (this.#costs[`${this.model.id} ${this.state.own}`] ?? null)
  );
  #bars = $derived.by(
    (): Bars => this.case?.bars[this.model.id] ?? barsOf(this.start.groups, this.model.id, this.smallest.id)
  );
  /** What the two tests by loss say. */
  called = $derived.by(() => this.cost && calledBy(this.cost, this.#bars));

  /** Of each group how many passages the tests call members. */
  groups = $derived.by(() =>
    calledOf(this.start.groups, {
      n: this.state.n,
      rule: this.state.rule,
      model: this.model.id,
      smallest: this.smallest.id
    })
  );

  /** How near the reader's own text is to the passage. */
  near = $derived.by(() => (this.case ? null : nearness(this.state.own, this.start.base.text)));
  /** Whether it passes as new and is still plainly the passage. */
  forged = $derived.by(
    () => this.near !== null && this.tested !== null && !this.member && this.near >= PLAINLY
  );

  /** How far the downloads are, in bytes; null while there are none. */
  loading = $derived.by(() => loadingWith([this.lm, this.other], this.corpus));
  #corpusBytes = $derived.by(() => corpusCost(this.corpus, this.start.files));
  /** Bytes that each press takes from the network now. */
  writingBytes = $derived.by(() => costOf([this.model], [this.lm]) + this.#corpusBytes);
  testingBytes = $derived.by(() => tokenizerFile(this.start.files.tokenizer).missing + this.#corpusBytes);
  weighingBytes = $derived.by(() =>
    costOf(this.model === this.smallest ? [this.model] : [this.model, this.smallest], [this.lm, this.other])
  );

  set(change: Partial<State>): void {
    if (this.work) this.stop();
    this.clear();
    const text = change.text;
    const model = this.#known.cases.find(({ id }) => id === text)?.model;
    this.state = { ...this.state, ...(model ? { model } : {}), ...change };
  }

  /** Takes the state from a link's fragment. */
  read(fragment: string): void {
    const { state, complaints } = parseState(fragment, this.#known);
    this.set(state);
    this.complaints = complaints;
  }

  /** Takes everything back to where it began; what ran is forgotten. */
  reset(): void {
    this.set(parseState('', this.#known).state);
    this.complaints = [];
    this.attempts = [];
    this.#written = {};
    this.#own = {};
    this.#costs = {};
  }

  /** Has the model write the case's text in the reader's browser, and looks for it in the training text. */
  runLive(): Promise<void> {
    const { case: shown, model } = this;
    if (!shown) return Promise.resolve();
    return this.press('writing', async (current) => {
      const [, , tokenizer] = await Promise.all([this.lm.load(model), this.corpus.load(), this.#read()]);
      if (!current()) return '';
      const decoding = greedy(shown.truth.length);
      const [completion] = await this.lm.complete({ ids: shown.ids, decoding });
      if (!current()) return '';
      this.work = 'testing';
      const ids = completion!.tokens.map(({ id }) => id);
      const tested = await this.#test([...shown.ids, ...ids], tokenizer);
      if (!current()) return '';
      const written = { ...tested, asked: shown.truth.length, matched: matched(ids, shown.truth) };
      this.#written = { ...this.#written, [`${shown.id} ${model.id}`]: written };
      const before = shown.written[model.id]!;
      return asRecorded(before.pieces.join('') === written.pieces.join(''));
    });
  }

  /** Looks for the reader's own text in the training text. */
  testOwn(): Promise<void> {
    const { own } = this.state;
    if (own.trim() === '') {
      this.outcome = 'There is nothing to test: write or paste a text first.';
      return Promise.resolve();
    }
    return this.press('testing', async (current) => {
      const [tokenizer] = await Promise.all([this.#read(), this.corpus.load()]);
      if (!current()) return '';
      const ids = tokenizer.encode(own);
      const tested = await this.#test(ids, tokenizer);
      if (!current()) return '';
      this.#own = { ...this.#own, [own]: tested };
      const lengths = matchLengths(tested.pieces.length, verbatim(tested.stretches));
      const attempt = {
        text: own,
        near: nearness(own, this.start.base.text),
        largest: largestN(lengths, 'some'),
        length: lengths.length
      };
      this.attempts = [attempt, ...this.attempts.filter(({ text }) => text !== own)].slice(0, KEPT);
      return '';
    });
  }

  /** Has the chosen model and the smallest one score the reader's own text, as the passages were scored. */
  weigh(): Promise<void> {
    const { model, smallest } = this;
    const { own } = this.state;
    if (own.trim() === '') {
      this.outcome = 'There is nothing to weigh: write or paste a text first.';
      return Promise.resolve();
    }
    return this.press('weighing', async (current) => {
      const alone = model === smallest;
      await Promise.all([this.lm.load(model), alone ? null : this.other.load(smallest)]);
      if (!current()) return '';
      const { given, asked } = this.start;
      const all = await this.lm.encode(own);
      const from = Math.min(given, all.length >> 1);
      const ids = all.slice(0, from + asked);
      const bits = async (lm: LanguageModel) => {
        const tokens = (await lm.score(ids)).slice(from);
        return -tokens.reduce((sum, { logprob }) => sum + logprob, 0) / Math.LN2 / tokens.length;
      };
      const [cost, base] = await Promise.all([bits(this.lm), alone ? null : bits(this.other)]);
      if (!current()) return '';
      const less = base === null ? null : base - cost;
      this.#costs = { ...this.#costs, [`${model.id} ${own}`]: { bits: cost, less } };
      return '';
    });
  }

  /** Ends what is under way, or the download that it waits for. What stands stays. */
  stop(): void {
    if (!this.work) return;
    this.end('Stopped.');
    this.#abort.abort();
    this.#abort = new AbortController();
    this.lm.cancelLoad();
    this.other.cancelLoad();
    this.lm.stop();
    if (this.corpus.status === 'loading') this.corpus.abort();
  }

  dispose(): void {
    this.end();
    this.#abort.abort();
    this.lm.dispose();
    this.other.dispose();
    this.corpus.dispose();
  }

  async #read(): Promise<Tokenizer> {
    return (this.#tokenizer ??= await loadTokenizer(this.start.files.tokenizer, {
      signal: this.#abort.signal
    }));
  }

  async #test(ids: readonly number[], tokenizer: Tokenizer): Promise<Tested> {
    const spans = await this.corpus.spans([...ids], { min: Math.min(SHORTEST, ids.length) });
    const { documents } = this.corpus;
    const kindOf = (document: string) => documents.find(({ id }) => id === document)!.kind;
    return {
      pieces: piecesOf(ids, tokenizer),
      stretches: stretchesOf(spans, kindOf)
    };
  }
}
