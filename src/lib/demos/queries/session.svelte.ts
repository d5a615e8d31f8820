import { piecesOf } from '#lib/completion/pieces.ts';
import { costOf, LanguageModel, loadingOf } from '#lib/lm/client.svelte.ts';
import { matched } from '#lib/measures/matched.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import { twinOf, withAllCopies } from '#lib/release/models.ts';
import { loadPassages, type Passage } from '#lib/release/passages.ts';
import { loadTokenizer, type Tokenizer } from '#lib/release/tokenizer.ts';
import type { Keeper } from '#lib/demos/keep.ts';
import { Press } from '#lib/demos/press.svelte.ts';
import { why } from '#lib/words/why.ts';
import { isAborted } from '#lib/worker/causes.ts';
import { wireBytes } from '#lib/worker/download.ts';
import { countWithin } from './counts.ts';
import { ASKED_ABOUT, placeOf } from './drawings.ts';
import { browserKeeper, type Kept } from './keep.ts';
import {
  publishedLogprobs,
  recordedLogprobs,
  room,
  type Rows,
  type Rung,
  type Start,
  type Text
} from './start.ts';
import { formatState, parseState, type Known, type State } from './state.ts';
import { chanceOf, greedyOf, groupOf, readName, tallyOf, type Tally } from './words.ts';

/** Samples drawn side by side, and passages asked about side by side. */
const BATCH = 16;
/** Samples that one press draws at most. */
export const MOST = 256;

/** What can be at work. */
type Work = 'asking' | 'drawing';

/** What was drawn of a passage, and the best of it. */
export interface Drawn extends Tally {
  /** The text of each token of the best sample. */
  best: readonly string[];
}

interface Library {
  passages: readonly Passage[];
  tokenizer: Tokenizer;
}

/** A passage of the group that is looked at. */
export interface Listed {
  id: string;
  matched: number;
  recited: boolean;
  /** Natural log of the probability of one try; null where it is not known. */
  logprob: number | null;
}

/** What is loaded from the site, and where results are kept; replaced in tests. */
interface Sources {
  passages: typeof loadPassages;
  tokenizer: typeof loadTokenizer;
  keeper: Keeper<Kept>;
}

/** The demo at work: a passage among its like, how it is asked for, and what that comes to. */
export class Session extends Press<Work> {
  readonly start: Start;
  readonly lm: LanguageModel;
  readonly sizes: readonly ModelEntry[];
  readonly #sources: Sources;
  readonly #known: Known;

  state = $state.raw() as State;
  complaints = $state.raw<readonly string[]>([]);
  /** Passages asked about, or samples drawn, and how many it will be. */
  progress = $derived.by(() => this.work && this.#far);

  /** Whether this browser keeps what is asked and drawn. */
  keeps = $state(false);

  /** By model and copies: of each passage, by way of drawing. */
  #live = $state.raw<Readonly<Record<string, readonly (readonly number[])[]>>>({});
  /** By model, passage and way of drawing. */
  #drawn = $state.raw<Readonly<Record<string, Drawn>>>({});
  #library = $state.raw<Library | null>(null);
  #reading: Promise<Library> | null = null;
  readonly #end = new AbortController();
  #far = $state.raw<{ done: number; total: number } | null>(null);
  #abort = new AbortController();

  constructor(
    start: Start,
    lm = new LanguageModel(),
    sources: Sources = { passages: loadPassages, tokenizer: loadTokenizer, keeper: browserKeeper }
  ) {
    super();
    this.start = start;
    this.lm = lm;
    this.sizes = withAllCopies(start.models);
    this.#sources = sources;
    this.#known = {
      models: start.models.map(({ id }) => id),
      rungs: start.rungs,
      first: start.first,
      usual: start.examples[0]!.state
    };
    this.state = this.#known.usual;
  }

  fragment = $derived.by(() => formatState(this.state, this.#known));
  isUsual = $derived.by(
    () =>
      this.fragment === formatState(this.#known.usual, this.#known) &&
      Object.keys(this.#live).length === 0 &&
      Object.keys(this.#drawn).length === 0
  );
  /** The example whose state this is; none where it is the reader's own. */
  example = $derived.by(() =>
    this.start.examples.findIndex(({ state }) => formatState(state, this.#known) === this.fragment)
  );

  model = $derived.by((): ModelEntry => this.start.models.find(({ id }) => id === this.state.model)!);
  /** Where the model's size stands among all. */
  size = $derived.by(() => this.sizes.findIndex(({ parameters }) => parameters === this.model.parameters));
  rungAt = $derived.by(() => this.start.rungs.findIndex(({ copies }) => copies === this.state.copies));
  rung = $derived.by((): Rung => this.start.rungs[this.rungAt]!);
  rows = $derived.by((): Rows => this.start.rows[this.model.id]!);
  /** Whether the passages are known to this model by more than chance: they were read. */
  wasRead = $derived.by(() => this.state.copies > 0);

  logprobs = $derived.by(() => this.logprobsOf(this.model.id, this.rungAt));
  listed = $derived.by((): Listed[] =>
    this.rung.passages.map((id, at) => {
      const matched = this.rows.matched[this.rungAt]![at]!;
      return { id, matched, recited: matched === this.start.asked, logprob: this.logprobs?.[at] ?? null };
    })
  );
  /** The same, the likeliest first. */
  ranked = $derived.by(() =>
    this.listed.toSorted(
      (a, b) => (b.logprob ?? 0) - (a.logprob ?? 0) || b.matched - a.matched || (a.id < b.id ? -1 : 1)
    )
  );
  passage = $derived.by((): Listed => this.listed.find(({ id }) => id === this.state.passage)!);
  recited = $derived.by(() => this.listed.filter(({ recited }) => recited).length);

  /** The words of the passage; null until they are loaded. */
  text = $derived.by((): Text | null => {
    const here = this.start.texts.find(({ id }) => id === this.state.passage);
    if (here) return here;
    const passage = this.#library?.passages.find(({ id }) => id === this.state.passage);
    if (!passage) return null;
    const { given, asked } = this.start;
    const { tokenizer } = this.#library!;
    const [ids, truth] = [passage.token_ids.slice(0, given), passage.token_ids.slice(given, given + asked)];
    return { id: passage.id, ids, truth, given: tokenizer.decode(ids), pieces: piecesOf(truth, tokenizer) };
  });

  /** What is found of the group, and of the passage. */
  found = $derived.by(() => {
    const { n, p, copies } = this.state;
    return groupOf({
      passages: this.rung.passages.length,
      read: readName(copies, this.model.data),
      recited: this.recited,
      within: this.logprobs && countWithin(this.logprobs, n, p),
      n,
      p
    });
  });
  chance = $derived.by(() => {
    const { logprob, matched } = this.passage;
    const greedy = greedyOf(matched, this.start.asked);
    return logprob === null
      ? `${greedy} How likely a try is in this way of drawing was not recorded: ask the model.`
      : this.state.topK === 1
        ? greedy
        : `${greedy} ${chanceOf(logprob)}`;
  });

  drawn = $derived.by((): Drawn | null => this.#drawn[this.#key] ?? null);
  tally = $derived.by(() => (this.drawn ? tallyOf(this.drawn, this.start.asked, this.passage.logprob) : ''));
  /** Samples that the next press draws. */
  goal = $derived.by(() => Math.min(this.state.n, MOST));

  origin = $derived.by((): 'recorded' | 'live' | null =>
    this.#recorded(this.model.id, this.rungAt) ? 'recorded' : this.logprobs ? 'live' : null
  );
  loading = $derived.by(() => loadingOf([this.lm]));
  /** Bytes that asking takes from the network, and drawing. */
  #modelBytes = $derived.by(() => costOf([this.model], [this.lm]));
  askingBytes = $derived.by(
    () => this.#modelBytes + (this.#library ? 0 : wireBytes(this.start.files.passages))
  );
  drawingBytes = $derived.by(() => this.#modelBytes);

  /** What is known of a model and a rung in the way of drawing that is chosen; null where nothing is. */
  logprobsOf(model: string, rung: number): readonly number[] | null {
    const recorded = this.#recorded(model, rung);
    if (recorded) return recorded;
    const asked = this.#live[this.#asked(model, rung)];
    return asked ? asked.map((passage) => passage[placeOf(this.state)]!) : null;
  }

  /** The same, if it was published or recorded; else it was asked here, or is to be. */
  #recorded(model: string, rung: number): readonly number[] | null {
    const { start, state } = this;
    return (
      publishedLogprobs(start.rows[model]!, rung, start.asked, state) ??
      recordedLogprobs(start.recorded, model, rung, state)
    );
  }

  /** Takes up what was asked and drawn on an earlier visit. */
  async restore(): Promise<void> {
    const kept = await this.#sources.keeper.get(this.start.release);
    if (!kept) return;
    this.#live = { ...kept.asked, ...this.#live };
    this.#drawn = { ...kept.drawn, ...this.#drawn };
    this.keeps = true;
  }

  async #keep(): Promise<void> {
    const { keeper } = this.#sources;
    this.keeps = await keeper.set(this.start.release, {
      version: 1,
      asked: Object.fromEntries(
        Object.entries(this.#live).map(([key, passages]) => [key, passages.map((ways) => [...ways])])
      ),
      drawn: Object.fromEntries(
        Object.entries(this.#drawn).map(([key, drawn]) => [key, { ...drawn, best: [...drawn.best] }])
      )
    });
  }

  /** The deduplicated model of this size; for that one, the model that read all copies. */
  twin = $derived.by(() =>
    this.model.data === 'raw'
      ? twinOf(this.start.models, this.model)
      : this.sizes.find(({ parameters }) => parameters === this.model.parameters)
  );

  set(change: Partial<State>): void {
    if (this.work) this.stop();
    this.clear();
    const next = { ...this.state, ...change };
    if (change.copies !== undefined && change.passage === undefined)
      next.passage = this.#known.first[this.start.rungs.findIndex(({ copies }) => copies === change.copies)]!;
    this.state = next;
    if (!this.text) void this.open();
  }

  /** Chooses a model by the place of its size, with all copies or deduplicated as before. */
  resize(at: number): void {
    const size = this.sizes[at]!;
    const model = this.model.data === 'raw' ? size : (twinOf(this.start.models, size) ?? size);
    this.set({ model: model.id });
  }

  /** Begins with one of the examples. */
  begin(at: number): void {
    this.set(this.start.examples[at]!.state);
  }

  /** Takes the state from a link's fragment. */
  read(fragment: string): void {
    const { state, complaints } = parseState(fragment, this.#known);
    this.set(state);
    this.complaints = complaints;
  }

  /** Takes everything back to where it began; what was asked and drawn is forgotten. */
  reset(): void {
    void this.#sources.keeper.forget(this.start.release);
    this.set(this.#known.usual);
    this.complaints = [];
    this.#live = {};
    this.#drawn = {};
    this.keeps = false;
  }

  /** Loads the words of the passage. */
  async open(): Promise<void> {
    this.trouble = null;
    try {
      await this.#read();
    } catch (error) {
      if (isAborted(error) || this.text) return;
      this.fail(why(error), () => this.open());
    }
  }

  /** Asks the model about all passages of the group, in every way of drawing at once. */
  ask(): Promise<void> {
    const { model, rungAt, rung, start } = this;
    return this.#press('asking', async (current) => {
      this.#far = null;
      const [library] = await Promise.all([this.#read(), this.lm.load(model)]);
      if (!current()) return '';
      const ids = rung.passages.map((id) =>
        library.passages.find((passage) => passage.id === id)!.token_ids.slice(0, start.given + start.asked)
      );
      const found: number[][] = [];
      this.#far = { done: 0, total: ids.length };
      for (let at = 0; at < ids.length; at += BATCH) {
        const some = await this.lm.surprise(ids.slice(at, at + BATCH), {
          from: start.given,
          drawings: ASKED_ABOUT
        });
        if (!some || !current()) return '';
        found.push(...some);
        this.#far = { done: found.length, total: ids.length };
      }
      this.#live = { ...this.#live, [this.#asked(model.id, rungAt)]: found };
      void this.#keep();
      const plain = placeOf({ temperature: 1, topK: 0 });
      const published = start.rows[model.id]!.all[rungAt]!;
      const same = found.every((passage, at) => {
        const recorded = published[at]!;
        return Math.abs(passage[plain]! - recorded) <= room(recorded);
      });
      return `Asked about ${found.length} passages, in ${ASKED_ABOUT.length} ways of drawing. At temperature 1 and from all tokens, your browser’s numbers ${same ? 'are' : 'differ from'} those that we recorded.`;
    });
  }

  /** Draws samples after the tokens given, and counts those that are the passage. */
  draw(): Promise<void> {
    const { model, text, goal, start, state } = this;
    const key = this.#key;
    if (!text) return Promise.resolve();
    return this.#press('drawing', async (current) => {
      this.#far = null;
      const tokenizer =
        this.#library?.tokenizer ??
        this.#sources.tokenizer(start.files.tokenizer, { signal: this.#abort.signal });
      const [letters] = await Promise.all([tokenizer, this.lm.load(model)]);
      if (!current()) return '';
      this.#far = { done: 0, total: goal };
      for (let done = 0; done < goal;) {
        const before = this.#drawn[key] ?? { drawn: 0, hits: 0, furthest: -1, best: [] };
        const batch = Math.min(BATCH, goal - done);
        const samples = await this.lm.draw({
          prompts: Array.from({ length: batch }, () => [...text.ids]),
          tokens: start.given + start.asked,
          topK: state.topK,
          temperature: state.temperature,
          seed: before.drawn
        });
        if (!samples || !current()) return '';
        const next = { ...before, drawn: before.drawn + batch };
        for (const { ids } of samples) {
          const written = ids.slice(start.given);
          const right = matched(written, text.truth);
          if (right === start.asked) next.hits++;
          if (right <= next.furthest) continue;
          next.furthest = right;
          next.best = piecesOf(written, letters);
        }
        this.#drawn = { ...this.#drawn, [key]: next };
        void this.#keep();
        done += batch;
        this.#far = { done, total: goal };
      }
      return '';
    });
  }

  /** Ends what is under way, or the download that it waits for. What was drawn stays. */
  stop(): void {
    if (!this.work) return;
    this.end('Stopped.');
    this.#abort.abort();
    this.#abort = new AbortController();
    this.lm.cancelLoad();
    this.lm.stop();
  }

  dispose(): void {
    this.end();
    this.#abort.abort();
    this.#end.abort();
    this.lm.dispose();
  }

  /** Where something else fails, the model that loads beside it is given up. */
  #press(work: Work, act: (current: () => boolean) => Promise<string>): Promise<void> {
    return this.press(work, act, () => this.lm.cancelLoad());
  }

  get #key(): string {
    const { model, passage, temperature, topK } = this.state;
    return [model, passage, temperature, topK].join(' ');
  }

  #asked(model: string, rung: number): string {
    return `${model} ${rung}`;
  }

  /** The words of all passages: loaded once, and again after that failed. */
  #read(): Promise<Library> {
    const { signal } = this.#end;
    const { passages, tokenizer } = this.start.files;
    this.#reading ??= Promise.all([
      this.#sources.passages(passages, { signal }),
      this.#sources.tokenizer(tokenizer, { signal })
    ]).then(
      ([passages, tokenizer]) => (this.#library = { passages, tokenizer }),
      (error: unknown) => {
        this.#reading = null;
        throw error;
      }
    );
    return this.#reading;
  }
}
