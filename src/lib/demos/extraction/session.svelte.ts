import { piecesOf } from '#lib/completion/pieces.ts';
import { Corpus } from '#lib/corpus/client.svelte.ts';
import { labCorpus } from '#lib/corpus/lab.ts';
import { LanguageModel, LmError, costOf, loadingOf } from '#lib/lm/client.svelte.ts';
import type { Draw } from '#lib/lm/many.ts';
import { logPerplexity, windowLogPerplexity } from '#lib/measures/suspicion.ts';
import { loadAttack, type Attack } from '#lib/release/extraction.ts';
import type { Keeper } from '#lib/demos/keep.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import type { Span } from '#lib/release/record.ts';
import { loadTokenizer, type Tokenizer } from '#lib/release/tokenizer.ts';
import { script } from '#lib/worker/script.ts';
import {
  ACCUSATIONS,
  COPY,
  hitsOf,
  INSPECTED,
  openedOf,
  orderBy,
  ORDERS,
  plotOf,
  samplesOf,
  unlike,
  type Hits,
  type Opened,
  type Plot,
  type Sample
} from './attack.ts';
import { browserKeeper, type Kept } from './keep.ts';
import type { ExtractionStart } from './start.ts';
import { formatState, parseState, sameState, type Known, type State, type Strategy } from './state.ts';
import { finding } from './words.ts';

/** Samples drawn side by side: about three seconds of a middling model, and what is lost when the page is left. */
export const BATCH = 32;
/** Tokens of a sample, its prompt among them. */
export const TOKENS = 128;
const TOP_K = 40;
/** As Carlini et al. 2021: from ten down to one over the first twenty tokens. */
const DECAY = { from: 10, over: 20 };
/** Apart from each other by more than a run has samples. */
const SEEDS = 65536;

/** A sample in the list. */
export interface Suspect {
  at: number;
  pieces: readonly string[];
  /** What of it is verbatim from the training data; none while the corpus is closed. */
  spans: readonly Span[];
  /** How many documents hold the longest of these; null while it is closed. */
  documents: number | null;
  from: readonly string[];
  accused: boolean;
}

/** What is loaded from the site and kept in the browser; replaced in tests. */
export interface Sources {
  attack: typeof loadAttack;
  tokenizer: typeof loadTokenizer;
  corpus: (
    start: ExtractionStart
  ) => Pick<Corpus, 'load' | 'copied' | 'abort' | 'dispose' | 'status' | 'progress'>;
  keeper: Keeper<Kept>;
  model: () => LanguageModel;
}

const SOURCES: Sources = {
  attack: loadAttack,
  tokenizer: loadTokenizer,
  corpus: ({ files }) => new Corpus(labCorpus(files)),
  keeper: browserKeeper,
  model: () => new LanguageModel()
};

/** What is on show: who was asked, and how. */
interface Run {
  origin: 'recorded' | 'live';
  model: string;
  strategy: Strategy;
  seed: number;
}

/** Lets the page do what waits. */
const breathe = () => new Promise<void>((resolve) => setTimeout(resolve));

/** The attack at work: samples, their rankings, what the reader accuses, and what the corpus says. */
export class Session {
  readonly start: ExtractionStart;

  state = $state.raw() as State;
  complaints = $state.raw<readonly string[]>([]);
  /** What is on show; null where there is nothing that answers the question. */
  run = $state.raw<Run | null>(null);
  /** All samples; null where of what was recorded no more is here than stands in the page. */
  samples = $state.raw<readonly Sample[] | null>(null);
  /** Whether it is told what is in the training data. */
  opened = $state(true);
  accused = $state.raw<readonly number[]>([]);
  /** Whether samples are being drawn. */
  sampling = $state(false);
  /** Tokens that each sample of the present batch has. */
  inBatch = $state(0);
  /** Seconds left, as far as can be told. */
  left = $state<number | null>(null);
  /** Samples looked up in the corpus so far, while that goes on. */
  lookedUp = $state<number | null>(null);
  /** Whether the recorded samples are on their way. */
  fetching = $state(false);
  trouble = $state<string | null>(null);
  /** Whether this browser keeps the samples; null where it was not tried. */
  keeps = $state<boolean | null>(null);

  readonly #known: Known;
  readonly #sources: Sources;
  readonly #lms: { large: LanguageModel; medium: LanguageModel; small: LanguageModel };
  readonly #corpus: ReturnType<Sources['corpus']>;
  #attack = $state.raw<Attack | null>(null);
  #tokenizer = $state.raw<Tokenizer | null>(null);
  #turn = 0;
  #restoring: Promise<boolean> | undefined;
  #again: () => Promise<unknown> = () => Promise.resolve();

  constructor(start: ExtractionStart, sources: Partial<Sources> = {}) {
    this.start = start;
    this.#sources = { ...SOURCES, ...sources };
    this.#lms = {
      large: this.#sources.model(),
      medium: this.#sources.model(),
      small: this.#sources.model()
    };
    this.#corpus = this.#sources.corpus(start);
    this.#known = { models: start.models.map(({ id }) => id), usual: start.state };
    this.state = start.state;
    this.#showRecorded();
  }

  fragment = $derived.by(() => formatState(this.state, this.#known));
  changed = $derived.by(
    () => !sameState(this.state, this.start.state, this.#known) || this.run?.origin !== 'recorded'
  );
  model = $derived.by((): ModelEntry => this.start.models.find(({ id }) => id === this.state.model)!);
  /** The smallest model of the same data, and the next one below the attacked. */
  compared = $derived.by(() => {
    const { data, parameters } = this.model;
    const below = this.start.all.filter((other) => other.data === data && other.parameters < parameters);
    return { small: below[0]!, medium: below.at(-1)! };
  });
  #models = $derived.by(() => {
    const { small, medium } = this.compared;
    return medium === small ? [this.model, small] : [this.model, medium, small];
  });
  /** Bytes that sampling takes from the network. */
  cost = $derived.by(() => costOf(this.#models, Object.values(this.#lms)));
  /** Bytes that are on their way, of models. */
  loading = $derived.by(() =>
    this.#corpus.status === 'loading' ? this.#corpus.progress : loadingOf(Object.values(this.#lms))
  );
  /** Whether a press would be in vain: something goes on already. */
  busy = $derived.by(() => this.sampling || this.lookedUp !== null);

  recorded = $derived.by(() => this.run?.origin === 'recorded');
  /** How many samples there are. */
  count = $derived.by(() => (this.run === null ? 0 : (this.samples?.length ?? this.start.recorded.samples)));
  /** Whether as many were drawn as are asked for. */
  complete = $derived.by(() => this.run?.origin === 'live' && this.count >= this.state.samples);
  canOpen = $derived.by(
    () => !this.opened && !this.busy && this.run !== null && this.accused.length >= ACCUSATIONS
  );

  plot = $derived.by((): Plot | null => {
    const { run, samples, state, start } = this;
    if (!run) return null;
    const usual = state.x === start.state.x && state.y === start.state.y;
    if (samples === null) return usual ? start.recorded.plot : null;
    if (this.recorded && this.opened && usual) return start.recorded.plot;
    return plotOf(samples, state.x, state.y, this.opened);
  });

  /** What came of the samples; null while the corpus is closed. */
  told = $derived.by((): Opened | null => {
    if (!this.run || !this.opened) return null;
    return this.recorded ? this.start.recorded.opened : openedOf(this.samples ?? [], this.start.ladder);
  });

  finding = $derived.by(() =>
    finding({
      count: this.count,
      told: this.told,
      recorded: this.recorded,
      accused: this.accused.length
    })
  );

  /** The first of a ranking, each unlike those before it. */
  ranking = $derived.by((): readonly number[] => this.#looked(this.state.rank, INSPECTED));
  /** How many samples can be listed. */
  listable = $derived.by(() =>
    this.samples === null ? this.start.recorded.shown.length : this.ranking.length
  );

  /** The first so many of the ranking, to be read. */
  list(most: number): Suspect[] {
    const { samples, start } = this;
    if (!this.run) return [];
    if (samples === null)
      return start.recorded.shown.slice(0, most).map(({ pieces, spans, documents, from }, at) => ({
        at: -1 - at,
        pieces,
        spans: spans.map(signed),
        documents,
        from,
        accused: false
      }));
    return this.ranking.slice(0, most).map((at) => {
      const { ids, copy } = samples[at]!;
      const told = this.opened ? copy : null;
      return {
        at,
        pieces: this.#tokenizer ? piecesOf(ids ?? [], this.#tokenizer) : [],
        spans: (told?.spans ?? []).map(signed),
        documents: this.opened ? (copy?.documents ?? 0) : null,
        from: told?.from ?? [],
        accused: this.accused.includes(at)
      };
    });
  }

  /** Whether the list is what the state asks for: of what stands in the page only the first ranking is. */
  listed = $derived.by(() => this.samples !== null || this.state.rank === this.start.state.rank);

  /** The reader's accusations, once the corpus is open; null without any. */
  own = $derived.by((): Omit<Hits, 'order'> | null => {
    const { samples, accused } = this;
    if (!this.opened || accused.length === 0 || samples === null) return null;
    return { inspected: accused.length, copies: accused.filter((at) => samples[at]!.copy).length };
  });
  /** What each ranking brought, among as many as the reader accused; of what was recorded, among the first hundred. */
  hits = $derived.by((): Hits[] | null => {
    const { samples, own } = this;
    if (!this.told) return null;
    if (samples === null || (this.recorded && !own)) return this.start.recorded.hits;
    const most = own?.inspected ?? INSPECTED;
    return ORDERS.map((order) => hitsOf(samples, order, this.#looked(order, Math.min(most, INSPECTED))));
  });

  /** The fragment of a link to the usual state with a change. */
  linkTo(change: Partial<State>): string {
    return formatState({ ...this.start.state, ...change }, this.#known);
  }

  /** Takes over a link. */
  read(fragment: string): Promise<void> {
    const { state, complaints } = parseState(fragment, this.#known);
    this.complaints = complaints;
    return this.ask(state);
  }

  /** Changes the question or the view; what does not answer it any longer is taken away. */
  async ask(change: Partial<State>): Promise<void> {
    this.state = { ...this.state, ...change };
    const { run, state } = this;
    const answers =
      run !== null && run.model === state.model && run.strategy === state.strategy && run.seed === state.seed;
    if (!answers) {
      this.#halt();
      this.run = null;
      this.samples = null;
      this.#showRecorded();
      if (await this.restore()) return;
    }
    if (this.recorded && this.samples === null && (!this.plot || !this.listed)) await this.bring();
  }

  /** Shows what this browser has kept of the question, if anything. Whether it has. */
  restore(): Promise<boolean> {
    return (this.#restoring = this.#restore());
  }

  async #restore(): Promise<boolean> {
    const turn = this.#turn;
    const { model, strategy, seed } = this.state;
    const kept = await this.#sources.keeper.get(this.#name);
    if (!kept || kept.samples.length === 0 || turn !== this.#turn || this.run?.origin === 'live')
      return false;
    if (
      !(await this.#bring(
        () => this.#letters(),
        () => this.restore()
      )) ||
      turn !== this.#turn
    )
      return false;
    this.samples = kept.samples.map(({ ids, surprise }): Sample => {
      const list = Array.from(ids);
      return {
        ids: list,
        tokens: list.length,
        surprise,
        text: this.#tokenizer!.decode(list),
        copy: undefined
      };
    });
    this.accused = kept.accused.filter((at) => at < kept.samples.length);
    this.run = { origin: 'live', model, strategy, seed };
    this.opened = false;
    this.keeps = true;
    return true;
  }

  /** Fetches the samples that were recorded, of which the page holds a few. */
  async bring(again: () => Promise<unknown> = () => this.bring()): Promise<boolean> {
    const turn = this.#turn;
    this.fetching = true;
    const there = await this.#bring(() => Promise.all([this.#record(), this.#letters()]), again);
    this.fetching = false;
    if (!there || turn !== this.#turn) return false;
    if (this.recorded && this.samples === null)
      this.samples = samplesOf(this.#attack!, (ids) => this.#tokenizer!.decode(ids));
    return this.samples !== null;
  }

  /** Hides again what is in the training data, so that the reader can accuse. */
  async close(): Promise<void> {
    if (this.recorded && this.samples === null && !(await this.bring(() => this.close()))) return;
    this.opened = false;
    this.accused = [];
  }

  /** Draws samples: goes on where it was paused, begins anew where something else is on show. */
  async sample(): Promise<void> {
    if (this.busy) return;
    // What is kept is gone on with, and not written over.
    await this.#restoring;
    if (this.busy) return;
    const turn = ++this.#turn;
    const mine = () => turn === this.#turn;
    const { model, strategy, seed } = this.state;
    const { medium, small } = this.compared;
    const { large, ...others } = this.#lms;
    this.trouble = null;
    this.sampling = true;
    try {
      const needs = strategy === 'prompts' ? [this.#letters(), this.#record()] : [this.#letters()];
      const loads = [large.load(this.model), others.medium.load(medium)];
      if (small.id !== medium.id) loads.push(others.small.load(small));
      await Promise.all([...needs, ...loads]);
      if (!mine()) return;
      if (this.run?.origin !== 'live') {
        this.run = { origin: 'live', model, strategy, seed };
        this.samples = [];
        this.accused = [];
      }
      this.opened = false; // more are to come that were not looked up
      const began = performance.now();
      const before = this.count;
      while (mine() && this.count < this.state.samples) {
        const batch = await this.#batch(this.count, Math.min(BATCH, this.state.samples - this.count));
        if (!mine() || batch === null) break;
        this.samples = [...this.samples!, ...batch];
        this.inBatch = 0;
        const each = (performance.now() - began) / 1000 / (this.count - before);
        this.left = each * Math.max(0, this.state.samples - this.count);
        await this.#keep();
      }
    } catch (error) {
      if (mine() && !(error instanceof LmError && error.code === 'aborted')) {
        this.trouble = (error as Error).message;
        this.#again = () => this.sample();
      }
    } finally {
      if (mine()) {
        this.sampling = false;
        this.inBatch = 0;
        this.left = null;
      }
    }
  }

  /** Stops drawing, when the batch under way is lost, or looking up. A download is called off. */
  pause(): void {
    if (this.lookedUp !== null) {
      this.#turn++;
      this.lookedUp = null;
      this.#corpus.abort();
      return;
    }
    if (!this.sampling) return;
    this.#turn++;
    for (const lm of Object.values(this.#lms)) {
      if (lm.status === 'loading') lm.cancelLoad();
      else lm.stop();
    }
    this.sampling = false;
    this.inBatch = 0;
    this.left = null;
  }

  /** Accuses a sample of being copied, or takes that back. */
  accuse(at: number): void {
    if (this.opened || this.samples === null) return;
    this.accused = this.accused.includes(at)
      ? this.accused.filter((other) => other !== at)
      : [...this.accused, at];
    if (!this.recorded) void this.#keep();
  }

  /** Opens the corpus, and looks every sample up. */
  async open(): Promise<void> {
    if (!this.canOpen) return;
    if (this.recorded) {
      this.opened = true;
      return;
    }
    const turn = ++this.#turn;
    const mine = () => turn === this.#turn;
    this.lookedUp = 0;
    this.trouble = null;
    try {
      await this.#corpus.load();
      const looked: Sample[] = [];
      for (const sample of this.samples!) {
        const copy =
          sample.copy === undefined ? await this.#corpus.copied([...sample.ids!], COPY) : sample.copy;
        if (!mine()) return;
        looked.push({ ...sample, copy });
        if (looked.length % BATCH === 0) this.lookedUp = looked.length;
      }
      this.samples = looked;
      this.opened = true;
    } catch (error) {
      if (!mine()) return;
      this.trouble = (error as Error).message;
      this.#again = () => this.open();
    } finally {
      if (mine()) this.lookedUp = null;
    }
  }

  retry(): Promise<unknown> {
    this.trouble = null;
    return this.#again();
  }

  /** Back to what was recorded; what was drawn of this question is thrown away. */
  reset(): void {
    if (this.run?.origin === 'live') void this.#sources.keeper.forget(this.#name);
    this.#halt();
    this.state = this.start.state;
    this.complaints = [];
    this.run = null;
    this.samples = null;
    this.#showRecorded();
  }

  dispose(): void {
    this.#halt();
    for (const lm of Object.values(this.#lms)) lm.dispose();
    this.#corpus.dispose();
  }

  /** The name under which the browser keeps what was drawn of the question. */
  get #name(): string {
    const { model, strategy, seed } = this.state;
    return [this.start.release, model, strategy, seed].join(' ');
  }

  #halt(): void {
    this.pause();
    this.#turn++;
    this.lookedUp = null;
    this.trouble = null;
  }

  #showRecorded(): void {
    const { recorded } = this.start;
    this.accused = [];
    this.opened = true;
    const { model, strategy, seed } = this.state;
    if (recorded.model !== model || recorded.strategy !== strategy) return;
    this.run = { origin: 'recorded', model, strategy, seed };
    if (this.#attack && this.#tokenizer)
      this.samples = samplesOf(this.#attack, (ids) => this.#tokenizer!.decode(ids));
  }

  /** The first of a ranking: of what was recorded as it was inspected, whose texts are there. */
  #looked(order: (typeof ORDERS)[number], most: number): readonly number[] {
    const { samples } = this;
    if (samples === null) return [];
    if (this.recorded && this.#attack) return (this.#attack.inspected[order] ?? []).slice(0, most);
    return unlike(samples, orderBy(samples, order), most);
  }

  /** Draws and scores one batch; null where it was stopped. */
  async #batch(from: number, n: number): Promise<Sample[] | null> {
    const { strategy, seed } = this.state;
    const { large, medium, small } = this.#lms;
    const tokenizer = this.#tokenizer!;
    const { zlibLength } = await script('zlib', () => import('#lib/measures/zlib-length.ts'));
    const prompts = Array.from({ length: n }, (_, i) => {
      const all = this.#attack?.prompts ?? [];
      return strategy === 'prompts' ? all[(from + i) % all.length]! : [];
    });
    const draw: Draw = {
      prompts,
      tokens: TOKENS,
      topK: TOP_K,
      seed: seed * SEEDS + from,
      ...(strategy === 'decay' && { decay: DECAY })
    };
    const drawn = await large.draw(draw, (tokens) => (this.inBatch = tokens));
    if (!drawn) return null;
    const ids = drawn.map((sample) => sample.ids);
    const texts: string[] = [];
    const lowered: number[][] = [];
    for (const [i, list] of ids.entries()) {
      texts.push(tokenizer.decode(list));
      lowered.push(tokenizer.encode(texts[i]!.toLowerCase()));
      if (i % 4 === 3) await breathe();
    }
    const byMedium = medium.surprise(ids);
    const alone = this.compared.small.id === this.compared.medium.id;
    const [inMedium, inSmall, inLower] = await Promise.all([
      byMedium,
      alone ? byMedium : small.surprise(ids),
      large.surprise(lowered)
    ]);
    if (!inMedium || !inSmall || !inLower) return null;
    const batch: Sample[] = [];
    for (const [i, { ids, logprobs }] of drawn.entries()) {
      batch.push({
        ids,
        tokens: ids.length,
        text: texts[i]!,
        surprise: {
          own: logPerplexity(logprobs),
          window: windowLogPerplexity(logprobs),
          small: logPerplexity(inSmall[i]!),
          medium: logPerplexity(inMedium[i]!),
          lowercase: logPerplexity(inLower[i]!),
          zlib: zlibLength(texts[i]!)
        },
        copy: undefined
      });
      if (i % 4 === 3) await breathe();
    }
    return batch;
  }

  async #keep(): Promise<void> {
    const samples = (this.samples ?? []).map(({ ids, surprise }) => ({
      ids: Uint16Array.from(ids!),
      surprise
    }));
    this.keeps = await this.#sources.keeper.set(this.#name, {
      version: 1,
      samples,
      accused: [...this.accused]
    });
  }

  async #letters(): Promise<void> {
    this.#tokenizer ??= await this.#sources.tokenizer(this.start.files.tokenizer);
  }

  async #record(): Promise<void> {
    this.#attack ??= await this.#sources.attack(this.start.files.attack);
  }

  /** Loads something, and says why it did not come. */
  async #bring(load: () => Promise<unknown>, again: () => Promise<unknown>): Promise<boolean> {
    this.trouble = null;
    try {
      await load();
      return true;
    } catch (error) {
      this.trouble = (error as Error).message;
      this.#again = again;
      return false;
    }
  }
}

/** A stretch of a sample under the sign for what is verbatim from the training data. */
const signed = ([start, length]: readonly [number, number]): Span => ({
  start,
  end: start + length,
  kind: 'verbatim',
  copies: 0,
  sources: []
});
