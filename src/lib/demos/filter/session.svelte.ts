import { Corpus } from '#lib/corpus/client.svelte.ts';
import { corpusCost, labCorpus } from '#lib/corpus/lab.ts';
import { asRecorded } from '#lib/demos/as-recorded.ts';
import { loadingWith } from '#lib/demos/loading.ts';
import { Press } from '#lib/demos/press.svelte.ts';
import { costOf, LanguageModel } from '#lib/lm/client.svelte.ts';
import type { Step, Stops } from '#lib/lm/memfree.ts';
import { isTokenizer } from '#lib/release/manifest.ts';
import { tokenizerFile } from '#lib/release/tokenizer-file.ts';
import { wordDistance } from './distance.ts';
import { MARKED, segmentsOf, textOf } from './segments.ts';
import type { Count, FilterStart, Form, ShownPassage, Told } from './start.ts';
import { formatState, parseState, type State } from './state.ts';
import { answer } from './ways.ts';
import { finding } from './words.ts';

/** One of the two columns: without a filter, and behind it. */
export interface Side {
  form: Form | null;
  /** What was written; null where nothing was, here or when it was recorded. */
  told: Told | null;
  origin: 'recorded' | 'not recorded' | 'live, writing' | 'live, stopped' | 'live';
}

/** An answer in the reader's browser. */
interface Run {
  told: Told;
  status: 'writing' | 'stopped' | 'whole';
}

/** What the filter by likeness makes of the reader's text. */
export interface Judged {
  text: string;
  share: number;
  /** The training document that has most of it; null where none has anything. */
  title: string | null;
}

/** What is being done: the model writes, or the reader's text is looked up. */
type Work = 'writing' | 'looking';

/** The demo at work: what is asked in which way, what the filter is, and what ran in the reader's browser. */
export class Session extends Press<Work> {
  readonly start: FilterStart;
  readonly lm: LanguageModel;
  readonly corpus: Corpus;
  readonly #known;

  settings = $state.raw() as State;
  /** What of a link could not be used. */
  complaints = $state.raw<readonly string[]>([]);
  /** What the last press asked for. */
  last = $state<Work>('writing');
  /** Of the text that was looked up last. */
  judged = $state.raw<Judged | null>(null);

  /** By what was asked. */
  #runs = $state.raw<Readonly<Record<string, Run>>>({});

  /** @param lm and @param corpus are what answers; for tests */
  constructor(start: FilterStart, lm = new LanguageModel(), corpus = new Corpus(labCorpus(start.corpus))) {
    super();
    this.start = start;
    this.lm = lm;
    this.corpus = corpus;
    this.#known = { passages: start.passages.map(({ id }) => id), runs: start.runs, usual: start.usual };
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
      this.judged === null
  );
  passage = $derived.by((): ShownPassage =>
    this.start.passages.find(({ id }) => id === this.settings.passage)!
  );

  sides = $derived.by((): Side[] => [this.#side(null), this.#side(this.settings.form)]);
  /** Of all passages, how many come out in this way: without a filter, and behind it. */
  counts = $derived.by(() => [this.count(null), this.count(this.settings.form)] as const);
  finding = $derived.by(() => finding(this.start.total, this.start.copies, ...this.counts));

  /** What is being done for an answer, apart from what loads; empty where none is asked for. */
  doing = $derived.by(() => {
    if (this.work !== 'writing') return '';
    return this.sides.some(({ origin }) => origin === 'live, writing')
      ? 'The model is writing.'
      : 'The words of the training text are being listed.';
  });

  /** How far the download is; null while there is none. */
  loading = $derived.by(() => loadingWith([this.lm], this.corpus));
  /** Bytes that running the model takes from the network now, and that looking a text up does. */
  cost = $derived.by(() => costOf([this.start.model], [this.lm]) + this.#corpusCost);
  lookCost = $derived.by(() => this.#tokenizer.missing + this.#corpusCost);

  /** What was counted in the chosen way. In pieces, what is asked depends on the run that the filter stops. */
  count(form: Form | null): Count | undefined {
    const { way, n } = this.settings;
    return this.start.counts.find(
      (count) =>
        count.way === way && count.form === form && (count.n === n || (form === null && way !== 'pieces'))
    );
  }

  choose(change: Partial<State>): void {
    this.stop();
    this.clear();
    this.settings = { ...this.settings, ...change };
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
    this.judged = null;
  }

  /** Has the model write, without the filter and behind it. Whatever goes wrong is said in `trouble`. */
  async run(): Promise<void> {
    const { form, n } = this.settings;
    const passage = this.passage;
    await this.#press('writing', async (current) => {
      await Promise.all([this.lm.load(this.start.model), this.corpus.load()]);
      if (form === 'folded') await this.#fold();
      for (const side of [null, form]) {
        if (!current() || !(await this.#write(passage, side, n, current))) return 'Stopped.';
      }
      return this.#compare(form);
    });
  }

  /** Has the filter by likeness look at the reader's text. */
  async look(): Promise<void> {
    const { own } = this.settings;
    if (own.trim() === '') return;
    await this.#press('looking', async (current) => {
      await this.corpus.load();
      await this.#fold();
      const { share, document } = await this.corpus.likeness(own);
      if (current()) {
        const title = this.corpus.documents.find(({ id }) => id === document)?.title ?? document;
        this.judged = { text: own, share, title };
      }
      return '';
    });
  }

  /** Ends what is being done, or the download that it waits for. What was written stays. */
  stop(): void {
    if (!this.busy) return;
    this.end(this.loading ? 'Loading was stopped.' : 'Stopped.');
    if (this.lm.status === 'loading') this.lm.cancelLoad();
    else this.lm.stop();
    this.corpus.abort();
    this.#leave();
  }

  dispose(): void {
    this.end();
    this.lm.dispose();
    this.corpus.dispose();
  }

  get #tokenizer() {
    return tokenizerFile(this.start.model.files.find(({ path }) => isTokenizer(path))!);
  }

  #corpusCost = $derived.by(() => corpusCost(this.corpus, this.start.corpus));

  #press(work: Work, act: (current: () => boolean) => Promise<string>): Promise<void> {
    if (!this.busy) this.last = work;
    return this.press(work, act, () => {
      this.lm.cancelLoad();
      this.#leave();
    });
  }

  /** An answer that is being written stays as it is. */
  #leave(): void {
    for (const [key, { told, status }] of Object.entries(this.#runs))
      if (status === 'writing') this.#runs = { ...this.#runs, [key]: { told, status: 'stopped' } };
  }

  /** Sees to it that the words of the training text are indexed. */
  async #fold(): Promise<void> {
    await this.corpus.foldBy(await this.#tokenizer.load());
  }

  /** Writes one answer. Whether it came to its end. */
  async #write(
    passage: ShownPassage,
    form: Form | null,
    n: number,
    current: () => boolean
  ): Promise<boolean> {
    const { way } = this.settings;
    const asked = passage.asked.find((one) => one.way === way)!;
    const key = this.#key(form);
    const requests: Step[][] = [];
    const { bos_token_id: bos } = this.start;
    const ids = () =>
      requests
        .flat()
        .map(({ id }) => id)
        .filter((id) => id !== bos);
    const note = (status: Run['status'], spans: Parameters<typeof segmentsOf>[1] = []) => {
      const segments = segmentsOf(requests, spans);
      const ended = requests.at(-1)?.at(-1)?.id === bos;
      const told = { segments, ended, distance: wordDistance(textOf(segments), passage.truth, ended) };
      this.#runs = { ...this.#runs, [key]: { told, status } };
    };
    note('writing');
    let whole = true;
    await answer(asked, n, bos, async (given, count) => {
      const steps: Step[] = [];
      if (!current() || !whole) return steps;
      requests.push(steps);
      const stops: Stops = (written, candidates) =>
        form
          ? this.corpus.stops([...given, ...written], candidates, { n, folded: form === 'folded' })
          : candidates.map(() => false);
      const end = await this.lm.memfree({ ids: given, count }, stops, (more) => {
        steps.push(...more);
        if (current()) note('writing');
      });
      whole &&= end !== 'user';
      return steps;
    });
    if (!current()) return false;
    const spans = await this.corpus.spans(ids(), { min: MARKED, near: false });
    if (current()) note(whole ? 'whole' : 'stopped', spans);
    return whole && current();
  }

  #key(form: Form | null): string {
    const { passage, way, n } = this.settings;
    return [passage, way, form ?? 'off', n].join(' ');
  }

  #recorded(form: Form | null): Told | null {
    const count = this.count(form);
    return (
      (count &&
        this.passage.recorded.find(
          (told) => told.way === count.way && told.form === count.form && told.n === count.n
        )) ??
      null
    );
  }

  #side(form: Form | null): Side {
    const run = this.#runs[this.#key(form)];
    const recorded = this.#recorded(form);
    if (!run) return { form, told: recorded, origin: recorded ? 'recorded' : 'not recorded' };
    const origin = ({ writing: 'live, writing', stopped: 'live, stopped', whole: 'live' } as const)[
      run.status
    ];
    return { form, told: run.told, origin };
  }

  /** Whether what ran agrees with the record. */
  #compare(form: Form): string {
    const pairs = [null, form].map(
      (side) => [this.#runs[this.#key(side)]!.told, this.#recorded(side)] as const
    );
    if (pairs.some(([, recorded]) => !recorded))
      return 'Written in your browser; nothing was recorded of this.';
    return asRecorded(
      pairs.every(([told, recorded]) => textOf(told.segments) === textOf(recorded!.segments))
    );
  }
}
