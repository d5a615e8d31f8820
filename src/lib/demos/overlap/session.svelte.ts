import { marked } from '#lib/completion/marked.ts';
import { Corpus } from '#lib/corpus/client.svelte.ts';
import { corpusCost, labCorpus } from '#lib/corpus/lab.ts';
import { asRecorded } from '#lib/demos/as-recorded.ts';
import { loadingWith } from '#lib/demos/loading.ts';
import { Press } from '#lib/demos/press.svelte.ts';
import { costOf, LanguageModel } from '#lib/lm/client.svelte.ts';
import { reproduced } from '#lib/measures/reproduced.ts';
import { tokenizerFile } from '#lib/release/tokenizer-file.ts';
import { loadTokenizer, type Tokenizer } from '#lib/release/tokenizer.ts';
import { decodingOf, LEAST, OWN, PEOPLE, type Measured, type OverlapStart, type Prompt } from './start.ts';
import { formatState, parseState, promptsOf, usualPromptOf, type State } from './state.ts';
import { finding } from './words.ts';

/** A text in the reader's browser: what is written so far, and, once it is whole, what of it stands in the training text. */
interface Run {
  text: string;
  measured: Measured | null;
  status: 'writing' | 'measuring' | 'stopped' | 'whole';
}

/** The demo at work: whose text is measured, by which length of run, and what ran in the reader's browser. */
export class Session extends Press<'measuring'> {
  readonly start: OverlapStart;
  readonly lm: LanguageModel;
  readonly corpus: Corpus;
  readonly #known;

  settings = $state.raw() as State;
  /** What of a link could not be used. */
  complaints = $state.raw<readonly string[]>([]);

  /** By writer and opening. */
  #runs = $state.raw<Readonly<Record<string, Run>>>({});
  /** Of the reader's own text that was measured last. */
  #own = $state.raw<Measured | null>(null);
  #tokenizer: Tokenizer | null;
  #abort = new AbortController();

  /** @param lm and the others are what answers; for tests */
  constructor(
    start: OverlapStart,
    lm = new LanguageModel(),
    corpus = new Corpus(labCorpus(start.corpus)),
    tokenizer: Tokenizer | null = null
  ) {
    super();
    this.start = start;
    this.lm = lm;
    this.corpus = corpus;
    this.#tokenizer = tokenizer;
    this.#known = {
      models: start.models.map(({ id }) => id),
      usualModel: start.models.filter(({ data }) => data === 'raw').at(-1)!.id,
      prompts: start.prompts,
      usualPrompt: start.first,
      leasts: start.leasts,
      usualLeast: start.usual
    };
    this.settings = this.#usual;
  }

  get #usual(): State {
    return parseState('', this.#known).state;
  }

  fragment = $derived.by(() => formatState(this.settings, this.#known));
  /** Whether all is as it was before any click. */
  isUsual = $derived.by(
    () =>
      this.fragment === formatState(this.#usual, this.#known) &&
      Object.keys(this.#runs).length === 0 &&
      this.#own === null
  );
  /** Whether the text is the reader's own, and whether a model writes it. */
  isOwn = $derived.by(() => this.settings.by === OWN);
  model = $derived.by(() => this.start.models.find(({ id }) => id === this.settings.by));
  /** The openings from which the writer went on. */
  prompts = $derived.by((): Prompt[] => promptsOf(this.start.prompts, this.settings.by));
  prompt = $derived.by(() => this.prompts.find(({ seed }) => seed === this.settings.prompt)!);

  #recorded = $derived.by((): Measured | null => {
    const { by, prompt } = this.settings;
    const writer = this.start.writers.find(({ id }) => id === by);
    return writer?.texts[this.start.prompts.findIndex(({ seed }) => seed === prompt)] ?? null;
  });
  #run = $derived.by(() => this.#runs[this.#key]);

  /** What is known of the text that is shown; null while it is not measured. */
  measured = $derived.by((): Measured | null => {
    if (this.isOwn) return this.#own?.text === this.settings.own ? this.#own : null;
    return this.#run ? this.#run.measured : this.#recorded;
  });
  /** Where it is marked: the characters in runs that count. */
  stretches = $derived.by(() => reproduced(this.measured?.runs ?? [], this.settings.least));
  /** The text that is shown, cut at its marks. */
  text = $derived.by(() => {
    const text = this.measured?.text ?? (this.isOwn ? this.settings.own : (this.#run?.text ?? ''));
    return marked(text, this.stretches);
  });
  finding = $derived.by(() =>
    this.measured
      ? finding(this.measured, this.settings.least, this.start.addresses)
      : this.isOwn
        ? 'Not measured yet.'
        : 'A text is measured when it is whole.'
  );
  origin = $derived.by(() => {
    if (this.isOwn) return this.measured ? 'live' : null;
    if (!this.#run) return 'recorded';
    return (
      {
        writing: 'live, writing',
        measuring: 'live',
        stopped: 'live, stopped',
        whole: 'live'
      } as const
    )[this.#run.status];
  });

  /** The rates of all writers after the chosen openings, at the chosen length. */
  rates = $derived.by(() => {
    const at = this.start.leasts.indexOf(this.settings.least);
    return this.start.writers.flatMap(({ id, name, tone, rates }) => {
      const of = rates[this.settings.of];
      return of ? [{ id, name, tone, texts: of.texts, longest: of.longest, ...of.by[at]! }] : [];
    });
  });

  /** What is being done, apart from what loads; empty at rest. */
  doing = $derived.by(() => {
    if (!this.busy) return '';
    return this.#run?.status === 'writing' ? 'The model is writing.' : 'The text is being looked up.';
  });

  /** How far the download is; null while there is none. */
  loading = $derived.by(() => loadingWith([this.lm], this.corpus));
  /** Bytes that a press takes from the network now. */
  cost = $derived.by(() => {
    const corpus = corpusCost(this.corpus, this.start.corpus);
    return (
      corpus + (this.model ? costOf([this.model], [this.lm]) : tokenizerFile(this.start.tokenizer).missing)
    );
  });

  choose(change: Partial<State>): void {
    this.stop();
    this.clear();
    const next = { ...this.settings, ...change };
    if (!promptsOf(this.start.prompts, next.by).some(({ seed }) => seed === next.prompt))
      next.prompt = usualPromptOf(this.#known, next.by);
    this.settings = next;
  }

  /** Another length counts in what is there: nothing is stopped for it. */
  count(least: number): void {
    this.settings = { ...this.settings, least };
  }

  /** Takes the state from a link's fragment. */
  read(fragment: string): void {
    const { state, complaints } = parseState(fragment, this.#known);
    this.choose(state);
    this.complaints = complaints;
  }

  /** Takes everything back to where it began; what ran is forgotten. */
  reset(): void {
    this.choose(this.#usual);
    this.complaints = [];
    this.#runs = {};
    this.#own = null;
  }

  /** Has the chosen model write, and measures what it wrote; measures the reader's text. What goes wrong is said in `trouble`. */
  async run(): Promise<void> {
    if (this.busy || this.settings.by === PEOPLE) return;
    if (this.isOwn && this.settings.own.trim() === '') {
      this.outcome = 'Write or paste a text first.';
      return;
    }
    await this.press(
      'measuring',
      (current) => (this.isOwn ? this.#measureOwn(current) : this.#write(current)),
      () => {
        this.lm.cancelLoad();
        this.#leave();
      }
    );
  }

  /** Ends what is being done, or the download that it waits for. What was written stays. */
  stop(): void {
    if (!this.busy) return;
    this.end(this.loading ? 'Loading was stopped.' : 'Stopped.');
    if (this.lm.status === 'loading') this.lm.cancelLoad();
    else this.lm.stop();
    this.#abort.abort();
    this.#abort = new AbortController();
    this.corpus.abort();
    this.#leave();
  }

  dispose(): void {
    this.end();
    this.#abort.abort();
    this.lm.dispose();
    this.corpus.dispose();
  }

  get #key(): string {
    return `${this.settings.by} ${this.settings.prompt}`;
  }

  /** A text that is being written, or measured, stays as it is. */
  #leave(): void {
    for (const [key, run] of Object.entries(this.#runs))
      if (run.status === 'writing' || run.status === 'measuring')
        this.#runs = { ...this.#runs, [key]: { ...run, status: 'stopped' } };
  }

  async #measureOwn(current: () => boolean): Promise<string> {
    const { own } = this.settings;
    const measured = await this.#measure(own);
    if (current()) this.#own = measured;
    return '';
  }

  async #measure(text: string): Promise<Measured> {
    const [tokenizer] = await Promise.all([
      tokenizerFile(this.start.tokenizer).load(this.#abort.signal),
      this.corpus.load()
    ]);
    await this.corpus.spellBy(tokenizer);
    const { runs, addresses } = await this.corpus.shared(text, LEAST);
    return { text, runs, addresses };
  }

  async #write(current: () => boolean): Promise<string> {
    const [model, prompt, key, recorded] = [this.model!, this.prompt, this.#key, this.#recorded];
    const [tokenizer] = await Promise.all([this.#read(), this.lm.load(model), this.corpus.load()]);
    if (!current()) return '';
    const note = (run: Run) => {
      if (current()) this.#runs = { ...this.#runs, [key]: run };
    };
    note({ text: '', measured: null, status: 'writing' });
    const request = {
      ids: tokenizer.encode(prompt.text),
      decoding: decodingOf(this.start.sampling, prompt.seed)
    };
    const [end] = await this.lm.complete(request, (_, __, text) =>
      note({ text, measured: null, status: 'writing' })
    );
    const { text, stopped } = end!;
    if (stopped === 'user') {
      note({ text, measured: null, status: 'stopped' });
      return 'Stopped.';
    }
    note({ text, measured: null, status: 'measuring' });
    const measured = await this.#measure(text);
    note({ text, measured, status: 'whole' });
    return recorded ? asRecorded(text === recorded.text) : '';
  }

  async #read(): Promise<Tokenizer> {
    return (this.#tokenizer ??= await loadTokenizer(this.start.tokenizer, { signal: this.#abort.signal }));
  }
}
