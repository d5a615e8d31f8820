import { piecesOf } from '#lib/completion/pieces.ts';
import { LanguageModel, LmError, costOf, loadingOf } from '#lib/lm/client.svelte.ts';
import type { Definition } from '#lib/measures/definition.ts';
import { modelBytes, type WorkModel } from '#lib/release/manifest.ts';
import { loadTokenizer, type Tokenizer } from '#lib/release/tokenizer.ts';
import {
  loadWorkResults,
  loadWorks,
  writtenIn,
  type Work,
  type WorkResults,
  type WorkRun
} from '#lib/release/works.ts';
import { script } from '#lib/worker/script.ts';
import type { findOpening } from './find.ts';
import { judge, type Judged } from './judged.ts';
import { levelsOf } from './levels.ts';
import { Player } from './player.svelte.ts';
import { Places, signed, stretches, takenOf, type Text } from './standing.ts';
import type { Chapter, WholeWorkStart } from './start.ts';
import { exhibit, verdict, type Told } from './words.ts';
import { formatState, GIVEN, parseState, placesIn, sameState, type Known, type State } from './state.ts';

/** Tokens given and tokens asked for at a place of the strip. */
export const SPAN = 50;

/** Everything about the chapters, loaded when a reader asks for more than is in the page. */
interface Library {
  works: readonly Work[];
  tokenizer: Tokenizer;
  find: typeof findOpening;
}

/** What is loaded from the site; replaced in tests. */
export interface Sources {
  works: typeof loadWorks;
  results: typeof loadWorkResults;
  tokenizer: typeof loadTokenizer;
}

const SOURCES: Sources = { works: loadWorks, results: loadWorkResults, tokenizer: loadTokenizer };

/** Whether the reader prefers reduced motion. */
const still = () => globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? false;

/** The run that is shown: what was asked, and where its tokens come from. */
interface Asked {
  model: string;
  work: string;
  from: number;
  given: number;
  origin: 'recorded' | 'live';
}

/** The demo at work: a chapter, a model, what it writes from where, and what of the chapter that is. */
export class Session {
  readonly start: WholeWorkStart;
  readonly lm: LanguageModel;
  readonly player = new Player();

  state = $state.raw() as State;
  complaints = $state.raw<readonly string[]>([]);
  /** Why something did not load. */
  trouble = $state.raw<string | null>(null);
  /** Whether chapters or results are loading. */
  loading = $state(false);
  /** What could not be found of what the reader typed. */
  unfound = $state('');
  /** What the player shows; null where nothing was recorded of the question. */
  asked = $state.raw<Asked | null>(null);
  /** Whether the model would have begun another document. */
  ended = $state(false);
  /** Whether the reader stopped it. */
  stopped = $state(false);
  /** Seconds that a live run has taken so far. */
  seconds = $state<number | null>(null);
  /** Whether the twin's run is shown beside it. */
  beside = $state(false);

  readonly #known: Known;
  readonly #sources: Sources;
  #library = $state.raw<Library | null>(null);
  #results = $state.raw<Readonly<Record<string, WorkResults>>>({});
  #calls = 0;
  /** What is repeated when the reader tries again after a failure. */
  #again: () => Promise<unknown> = () => Promise.resolve();

  constructor(start: WholeWorkStart, lm = new LanguageModel(), sources = SOURCES) {
    this.start = start;
    this.lm = lm;
    this.#sources = sources;
    this.#known = { models: start.models.map(({ id }) => id), works: start.chapters, usual: start.state };
    this.state = start.state;
    this.#showRecorded();
  }

  fragment = $derived.by(() => formatState(this.state, this.#known));
  changed = $derived.by(() => !sameState(this.state, this.start.state, this.#known));
  model = $derived.by((): WorkModel => this.start.models.find(({ id }) => id === this.state.model)!);
  chapter = $derived.by((): Chapter => this.start.chapters.find(({ id }) => id === this.state.work)!);
  /** The model of the same size for which each chapter was planted once; of that one, the model that read all copies. */
  twin = $derived.by(() =>
    this.start.models.find(
      ({ parameters, data }) => parameters === this.model.parameters && data !== this.model.data
    )
  );
  bytes = $derived.by(() => modelBytes(this.model));

  /** The chapter's text; null until it is loaded. */
  text = $derived.by((): Text | null => {
    const { ids, pieces } = this.start.shown;
    if (this.state.work === this.start.state.work) return { ids, pieces };
    const work = this.#library?.works.find(({ id }) => id === this.state.work);
    return work ? this.#textOf(work.token_ids) : null;
  });
  #places = $derived.by(() => (this.text ? new Places(this.text.ids) : null));

  /** Whether what is shown answers the current question. */
  answered = $derived.by(() => {
    const { asked, state } = this;
    return (
      asked !== null &&
      asked.model === state.model &&
      asked.work === state.work &&
      asked.from === state.from &&
      asked.given === state.given
    );
  });
  /** Where what is asked for begins. */
  begin = $derived.by(() => this.state.from + this.state.given);
  /** The tokens given. */
  opening = $derived.by(
    () => this.text?.pieces.slice(this.state.from, this.begin).join('') ?? this.chapter.opening
  );
  /** What is asked for: the rest of the chapter. */
  truth = $derived.by(
    (): Text | null =>
      this.text && { ids: this.text.ids.slice(this.begin), pieces: this.text.pieces.slice(this.begin) }
  );

  /** What is shown of what was written. */
  written = $derived.by((): Text => {
    const ids = this.answered ? this.player.known.slice(0, this.player.shown) : [];
    return { ids, pieces: this.#piecesWritten(ids) };
  });
  /** Where it occurs in the chapter. */
  stretches = $derived.by(() =>
    this.#places && this.answered ? stretches(this.#places, this.begin, this.written.ids) : []
  );
  /** Tokens before the first mistake. */
  matched = $derived.by(() => (this.stretches[0]?.at === 0 ? this.stretches[0].length : 0));
  /** Whether a mistake was made so far. */
  slipped = $derived.by(
    () =>
      this.matched < this.written.ids.length || (this.finished && !this.stopped && this.matched < this.asks)
  );
  /** Tokens that are asked for. */
  asks = $derived.by(() => this.chapter.tokens - this.begin);
  finished = $derived.by(() => this.answered && this.player.done);
  going = $derived.by(() => this.answered && (this.player.playing || !this.player.complete));

  /** What there is to tell of the run. */
  told = $derived.by((): Told => ({
    chapter: this.chapter,
    model: this.model,
    from: this.state.from,
    given: this.state.given,
    asks: this.asks,
    written: this.written.ids.length,
    matched: this.matched,
    stretches: this.stretches,
    finished: this.finished,
    waiting: !this.answered,
    ended: this.ended,
    stopped: this.stopped
  }));

  /** How much of the chapter came out; null until the run has finished. */
  taken = $derived.by(() => (this.finished && this.truth ? takenOf(this.truth, this.written) : null));
  /** What of it counts by the definition chosen; null until the run is through, or the probabilities are there. */
  judged = $derived.by((): Judged | null => {
    const { definition, work, model } = this.state;
    if (!this.taken) return null;
    const row = this.#results[model]?.positions.find((positions) => positions.work === work);
    if (definition.means === 'sample' && !row) return null;
    return judge(definition, this.truth!.ids, this.written.ids, row?.logprob_top_k ?? []);
  });
  /** The same in words; empty until then. */
  judgment = $derived.by(() => (this.judged ? verdict(this.judged, this.state.definition) : ''));
  /** How much of the work is taken, to cite; empty until the run has finished. */
  proof = $derived.by(() => {
    const { told, taken, bytes, judgment } = this;
    const { release } = this.start;
    return taken ? exhibit(told, taken, { release, origin: this.asked!.origin, bytes, judgment }) : '';
  });
  /** The signs under what was written. */
  spans = $derived.by(() => [
    ...(this.taken?.spans ?? []),
    ...this.stretches.map(({ at, length }) => signed('verbatim', at, at + length))
  ]);
  /** The signs under the chapter, from where it is asked for. */
  bookSpans = $derived.by(() =>
    this.stretches
      .filter(({ place }) => place >= this.begin)
      .map(({ place, length }) => signed('verbatim', place - this.begin, place - this.begin + length))
  );

  /** The thresholds that each place of each chapter reaches; null until they are loaded. */
  levels = $derived.by((): Readonly<Record<string, string>> | null => {
    if (this.state.model === this.start.state.model) return this.start.levels;
    const found = this.#results[this.state.model];
    return found ? Object.fromEntries(found.positions.map((row) => [row.work, levelsOf(row)])) : null;
  });

  /** The place that the reader looks at: the words before and after it, and the probability of those after. */
  place = $derived.by(() => {
    const { place, work, model } = this.state;
    if (place === null || !this.text) return null;
    const row = this.#results[model]?.positions.find((positions) => positions.work === work);
    const logprob = row?.logprob_top_k[place - SPAN];
    return {
      before: this.text.pieces.slice(place - SPAN, place).join(''),
      after: this.text.pieces.slice(place, place + SPAN).join(''),
      /** `undefined` until it is loaded; `null` where a true token is not among the 40 likeliest. */
      logprob
    };
  });

  /** What the twin wrote from the same tokens; null until it is loaded, or where nothing was recorded. */
  twinRun = $derived.by(() => {
    const run = this.twin && this.#runIn(this.#results[this.twin.id]);
    if (!run || !this.text || !this.#library) return null;
    const ids = writtenIn(run, { token_ids: this.text.ids });
    return { run, pieces: this.#textOf(ids).pieces };
  });

  /** Whether anything was recorded of the question. */
  isRecorded = $derived.by(() => this.state.from === 0 && this.start.contexts.includes(this.state.given));
  /** Bytes that a live run takes from the network. */
  cost = $derived.by(() => costOf([this.model], [this.lm]));
  /** Bytes of a model that is on its way. */
  downloading = $derived.by(() => loadingOf([this.lm]));

  /** Changes the question or the place; what no longer belongs to it is removed. */
  ask(change: Partial<State>): Promise<void> {
    const before = this.state;
    const next = { ...before, ...change };
    if (next.work !== before.work) {
      if (change.place === undefined) next.place = null;
      if (change.from === undefined && before.from > 0) [next.from, next.given] = [0, this.start.state.given];
      if (change.given === undefined && !this.start.contexts.includes(next.given))
        next.given = this.start.state.given;
    }
    this.state = next;
    this.unfound = '';
    if (!this.answered) this.#halt();
    return this.#fill();
  }

  /** Asks for what follows words that the reader typed, if they occur in a chapter. */
  async type(words: string): Promise<boolean> {
    const library = await this.#load(
      () => this.#openLibrary(),
      () => this.type(words)
    );
    if (!library) return false;
    const found = library.find(words, library.works, (ids) => this.#textOf(ids).pieces);
    if (!found) {
      this.unfound = `None of the ${this.start.chapters.length} chapters contains “${words.trim()}”. Try the first words of one, as the book has them.`;
      return false;
    }
    await this.ask({ ...found, given: Math.min(found.given, GIVEN.max), place: null });
    return true;
  }

  /** Lets the chapter grow: what was recorded, or the model itself where nothing was. */
  async goOn(): Promise<void> {
    if (this.answered && !this.player.done) return this.player.play();
    if (!this.isRecorded) return this.runLive();
    await this.#fill();
    if (!this.answered || this.asked!.origin === 'live') this.#showRecorded();
    if (!this.answered) return;
    if (!still()) this.player.play();
  }

  /** Runs the model itself. */
  async runLive(): Promise<void> {
    const call = ++this.#calls;
    const { model, work, from, given } = this.state;
    const mine = () => call === this.#calls;
    this.lm.stop();
    this.trouble = null;
    const again = () => this.runLive();
    const library = await this.#load(() => this.#openLibrary(), again);
    if (!library || !mine()) return;
    const ids = library.works.find(({ id }) => id === work)!.token_ids;
    try {
      await this.lm.load(this.model);
      if (!mine()) return;
      this.asked = { model, work, from, given, origin: 'live' };
      this.ended = this.stopped = false;
      this.player.begin();
      const began = performance.now();
      this.seconds = 0;
      const end = await this.lm.recite(
        { ids: ids.slice(from, from + given), start: from === 0, count: ids.length - from - given },
        (more) => {
          if (!mine()) return;
          this.player.add(more);
          this.seconds = (performance.now() - began) / 1000;
        }
      );
      if (!mine()) return;
      this.seconds = (performance.now() - began) / 1000;
      this.ended = end === 'eos';
      this.stopped = end === 'user';
      this.player.complete = true;
    } catch (error) {
      if (!mine()) return;
      this.player.complete = true;
      this.#again = again;
      const called = error instanceof LmError && error.code === 'aborted';
      this.trouble = called ? 'Loading was stopped.' : (error as Error).message;
    }
  }

  /** Ends a live run, or the download that it waits for. */
  stop(): void {
    if (this.lm.status === 'loading') this.lm.cancelLoad();
    else this.lm.stop();
  }

  /** Loads the probability at the place. */
  async look(): Promise<void> {
    await this.#load(
      () => this.#openResults(this.state.model),
      () => this.look()
    );
  }

  /** Shows the twin's run beside it, or hides it. */
  async compare(): Promise<void> {
    this.beside = !this.beside;
    if (this.beside) await this.#bringTwin();
  }

  /** Judges the run by another definition. */
  async define(definition: Definition): Promise<void> {
    this.state = { ...this.state, definition };
    if (definition.means === 'sample') await this.look();
  }

  /** Tries again what did not load. */
  async retry(): Promise<void> {
    this.trouble = null;
    await this.#again();
  }

  /** Takes the state from a link's fragment. */
  async read(fragment: string): Promise<void> {
    const { state, complaints } = parseState(fragment, this.#known);
    this.complaints = complaints;
    this.state = state;
    if (!this.answered) this.#halt();
    await this.#fill();
    if (this.state.place !== null || this.state.definition.means === 'sample') await this.look();
  }

  /** Takes everything back to where it began. */
  reset(): void {
    this.#halt();
    this.state = this.start.state;
    this.complaints = [];
    this.trouble = null;
    this.unfound = '';
    this.#showRecorded();
  }

  dispose(): void {
    this.#halt();
    this.lm.dispose();
  }

  /** Ends what is under way, and shows nothing. */
  #halt(): void {
    this.#calls++;
    this.lm.stop();
    this.player.show([]);
    this.asked = null;
    this.seconds = null;
    this.trouble = null;
  }

  async #bringTwin(): Promise<void> {
    const { twin } = this;
    if (!twin) return;
    await this.#load(
      () => Promise.all([this.#openLibrary(), this.#openResults(twin.id)]),
      () => this.#bringTwin()
    );
  }

  /** Loads what the question needs, and shows what was recorded of it. */
  async #fill(): Promise<void> {
    const { model, work } = this.state;
    const inPage = { model: this.start.state.model, work: this.start.state.work };
    const { given } = this.start.state;
    const call = this.#calls;
    if (
      model !== inPage.model ||
      work !== inPage.work ||
      this.state.given !== given ||
      this.state.from !== 0
    ) {
      const there = await this.#load(
        () => Promise.all([this.#openLibrary(), this.#openResults(model)]),
        () => this.#fill()
      );
      if (!there || call !== this.#calls) return;
    }
    if (!this.answered) this.#showRecorded();
  }

  #showRecorded(): void {
    const { model, work, from, given } = this.state;
    const run = this.#recorded();
    if (!run || !this.text) return;
    this.asked = { model, work, from, given, origin: 'recorded' };
    this.ended = run.ended;
    this.stopped = false;
    this.seconds = null;
    this.player.show(writtenIn(run, { token_ids: this.text.ids }));
  }

  #recorded(): WorkRun | null {
    const { model, work, given } = this.state;
    const { state, shown } = this.start;
    if (!this.isRecorded) return null;
    if (model === state.model && work === state.work && given === state.given) return shown.run;
    return this.#runIn(this.#results[model]);
  }

  #runIn(results: WorkResults | undefined): WorkRun | null {
    if (!this.isRecorded) return null;
    const { work, given } = this.state;
    return results?.runs.find((run) => run.work === work && run.context === given) ?? null;
  }

  #textOf(ids: readonly number[]): Text {
    return { ids, pieces: piecesOf(ids, this.#library!.tokenizer) };
  }

  /** The pieces of what was written: with the tokenizer, or without it for what came with the page. */
  #piecesWritten(ids: readonly number[]): readonly string[] {
    if (this.#library) return this.#textOf(ids).pieces;
    const { run, rest, pieces } = this.start.shown;
    return [...pieces.slice(run.context, run.context + run.matched), ...rest].slice(0, ids.length);
  }

  async #openLibrary(): Promise<Library> {
    if (this.#library) return this.#library;
    const { works, tokenizer } = this.start.files;
    const [list, letters, { findOpening }] = await Promise.all([
      this.#sources.works(works),
      this.#sources.tokenizer(tokenizer),
      script('the search in the chapters', () => import('./find.ts'))
    ]);
    this.#library ??= { works: list, tokenizer: letters, find: findOpening };
    return this.#library;
  }

  async #openResults(model: string): Promise<WorkResults> {
    const found = this.#results[model] ?? (await this.#sources.results(this.start.files.results[model]!));
    this.#results = { ...this.#results, [model]: found };
    return found;
  }

  /** Loads something, and reports that it does and why it failed; null then. */
  async #load<T>(load: () => Promise<T>, again: () => Promise<unknown>): Promise<T | null> {
    const call = this.#calls;
    this.loading = true;
    this.trouble = null;
    try {
      return await load();
    } catch (error) {
      if (call === this.#calls) {
        this.trouble = (error as Error).message;
        this.#again = again;
      }
      return null;
    } finally {
      this.loading = false;
    }
  }

  /** The places that the strip of the chapter has. */
  limits = $derived.by(() => placesIn(this.chapter.tokens));
}
