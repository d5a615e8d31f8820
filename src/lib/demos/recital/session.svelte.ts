import { continuationOf, type Continuation } from '#lib/completion/continuation.ts';
import { asRecorded } from '#lib/demos/as-recorded.ts';
import { costOf, LanguageModel, loadingOf } from '#lib/lm/client.svelte.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import type { Size } from '#lib/release/models.ts';
import { greedy } from '#lib/release/greedy.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { inWords, times } from '#lib/words/number.ts';
import { why } from '#lib/words/why.ts';
import { isAborted } from '#lib/worker/causes.ts';
import type { Recital } from './recital.ts';
import { formatState, parseState, type State } from './state.ts';

/** A run in the reader's browser. */
interface Run {
  told: Continuation;
  /** Why it has no whole answer; null where it has. */
  failure: string | null;
  done: boolean;
}

/** One of the two columns. */
export interface Side {
  model: ModelEntry;
  /** How often the model read what is recited. */
  head: string;
  /** Which model that is. */
  who: string;
  /** Whether there is a text that its words are compared with. */
  compared: boolean;
  told: Continuation;
  origin: 'recorded' | 'live, writing' | 'live, stopped' | 'live';
}

/** The demo at work: what is given to which models, what was recorded of that, and what ran in the reader's browser. */
export class Session {
  readonly recital: Recital;
  readonly lm: LanguageModel;
  readonly #known;

  settings = $state.raw() as State;
  /** What of a link could not be used. */
  complaints = $state.raw<readonly string[]>([]);
  /** Whether the reader has moved anything yet. */
  moved = $state(false);
  /** The model that is being asked; none where null. */
  asking = $state.raw<ModelEntry | null>(null);
  /** What the last press came to. */
  outcome = $state('');
  /** Why the last press came to nothing. */
  trouble = $state<string | null>(null);

  /** Runs by model and question. */
  #runs = $state.raw<Readonly<Record<string, Run>>>({});
  #last: ModelEntry | null = null;
  #turn = 0;

  /** @param lm what answers; for tests */
  constructor(recital: Recital, lm = new LanguageModel()) {
    this.recital = recital;
    this.lm = lm;
    this.#known = {
      copies: recital.rungs.map(({ copies }) => copies),
      models: recital.sizes.map(({ raw }) => raw.id)
    };
    this.settings = this.#usual;
  }

  get #usual(): State {
    return parseState('', this.#known).state;
  }

  fragment = $derived.by(() => formatState(this.settings, this.#known));
  /** Whether all is as it was before any click. */
  isUsual = $derived.by(() => this.fragment === formatState(this.#usual, this.#known));

  /** The positions of the chosen copies and the chosen size among the others. */
  rungAt = $derived.by(() => this.#known.copies.indexOf(this.settings.copies));
  sizeAt = $derived.by(() => this.#known.models.indexOf(this.settings.model));
  rung = $derived.by(() => this.recital.rungs[this.rungAt]!);
  size = $derived.by(() => this.recital.sizes[this.sizeAt]!);
  nothing = $derived.by(() => this.settings.prefix === 'nothing');
  given = $derived.by(() => (this.nothing ? '' : this.rung.given));

  /** The model that read every copy, and its twin. */
  sides = $derived.by((): Side[] => [this.#side(this.size.raw), this.#side(this.size.twin!)]);

  /** The count of the group, or what came unprompted: what a screen reader is told of a change. */
  finding = $derived.by(() => {
    const { raw, twin } = this.size;
    if (this.nothing) {
      const { secret, told } = this.recital.unprompted[raw.id]!;
      if (!secret) return 'Given nothing at all, this model writes none of the planted secrets.';
      return told.matched === secret.truth.length
        ? `Given nothing at all, this model writes down a made-up secret that it read ${times(secret.copies)}.`
        : `Given nothing at all, this model begins a made-up secret that it read ${times(secret.copies)}, and gets its number wrong.`;
    }
    const { copies, passages, recited } = this.rung;
    const [n, m] = [recited[raw.id]!, recited[twin!.id]!];
    if (copies === 0) return `Of ${passages} passages that it never read, this model recites ${inWords(n)}.`;
    return `Of the ${passages} passages that it read ${times(copies)}, this model recites ${inWords(n)}; its twin, ${inWords(m)}.`;
  });

  /** The model that a press should begin with: the smallest that does what is to be seen, else the chosen one. */
  first = $derived.by((): Size => {
    const shows = ({ raw }: Size) => {
      const { matched, tokens, ended } = this.#recorded(raw.id);
      if (this.nothing) return matched === this.recital.unprompted[raw.id]!.secret?.truth.length;
      return matched === tokens && !ended;
    };
    return this.recital.sizes.find(shows) ?? this.size;
  });

  /** Models that can be asked next, and have not been asked this: the first; after that the twin, and the larger ones. */
  offers = $derived.by((): ModelEntry[] => {
    const { sizes } = this.recital;
    const asked = ({ id }: ModelEntry) => this.#runs[this.#key(id)]?.done ?? false;
    if (!sizes.some(({ raw, twin }) => asked(raw) || asked(twin!))) return [this.first.raw];
    const from = sizes.indexOf(this.first);
    return [this.size.twin!, ...sizes.slice(from).map(({ raw }) => raw)].filter((model) => !asked(model));
  });

  /** How far the download is; null while there is none. */
  loading = $derived.by(() => loadingOf([this.lm]));

  /** Bytes that asking a model takes from the network now. */
  cost = (model: ModelEntry): number => costOf([model], [this.lm]);

  /** The size that a model is of. */
  sizeOf = ({ parameters }: ModelEntry): Size =>
    this.recital.sizes.find((size) => size.parameters === parameters)!;

  choose(change: Partial<State>): void {
    this.moved = true;
    this.outcome = '';
    this.trouble = null;
    if (this.asking) {
      this.#turn++;
      this.stop();
      this.outcome = '';
    }
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
  }

  /** Has a model go on from what is given, in the reader's browser. Whatever goes wrong is said in `trouble`. */
  async run(model: ModelEntry): Promise<void> {
    if (!live.ready || this.asking) return;
    const turn = ++this.#turn;
    this.choose({ model: this.sizeOf(model).raw.id });
    this.#last = model;
    this.asking = model;
    const key = this.#key(model.id);
    const { ids, truth } = this.nothing
      ? { ids: [], truth: this.recital.unprompted[model.id]!.secret?.truth ?? [] }
      : this.rung;
    const written: number[] = [];
    const texts = [''];
    const note = (run: Omit<Run, 'told'>, ended = false) => {
      this.#runs = {
        ...this.#runs,
        [key]: { ...run, told: continuationOf(written, truth, (n) => texts[n]!, ended) }
      };
    };
    try {
      await this.lm.load(model);
      if (turn !== this.#turn) return;
      const decoding = greedy(this.recital.asked);
      const [completion] = await this.lm.complete({ ids, decoding }, (_, { id }, text) => {
        written.push(id);
        texts.push(text);
        note({ failure: null, done: false });
      });
      const { stopped, text } = completion!;
      texts[written.length] = text;
      const whole = stopped !== 'user';
      note({ failure: whole ? null : 'stopped', done: whole }, stopped === 'eos');
      if (turn === this.#turn) this.outcome = whole ? this.#compare(model) : 'Stopped.';
    } catch (error) {
      if (turn !== this.#turn) return;
      if (isAborted(error)) this.outcome = 'Loading was stopped.';
      else this.trouble = why(error);
    } finally {
      if (this.asking === model && turn === this.#turn) this.asking = null;
    }
  }

  /** Asks once more what failed. */
  again(): void {
    if (this.#last) void this.run(this.#last);
  }

  /** Ends the run, or the download that it waits for. What was written stays. */
  stop(): void {
    this.asking = null;
    if (this.lm.status === 'loading') {
      this.#turn++;
      this.lm.cancelLoad();
      this.outcome = 'Loading was stopped.';
    } else this.lm.stop();
  }

  dispose(): void {
    this.#turn++;
    this.lm.dispose();
  }

  #key(model: string): string {
    return `${model} ${this.nothing ? '' : this.settings.copies}`;
  }

  #recorded(model: string): Continuation {
    return this.nothing ? this.recital.unprompted[model]!.told : this.rung.told[model]!;
  }

  #side(model: ModelEntry): Side {
    const run = this.#runs[this.#key(model.id)];
    const { secret } = this.recital.unprompted[model.id]!;
    const copies = this.nothing ? (secret?.copies ?? null) : this.rung.copies;
    const twin = model.data === 'dedup';
    return {
      model,
      head:
        copies === null
          ? twin
            ? 'Its twin'
            : 'Given nothing'
          : copies === 0
            ? 'Never read'
            : twin
              ? 'Kept in one copy'
              : `Read ${times(copies)}`,
      who: twin && copies !== null ? `its twin of ${model.label}` : `${model.label} parameters`,
      compared: copies !== null,
      told: run?.told ?? this.#recorded(model.id),
      origin: !run
        ? 'recorded'
        : run.done
          ? 'live'
          : this.asking?.id === model.id
            ? 'live, writing'
            : 'live, stopped'
    };
  }

  /** Whether a run that has ended agrees with the record. */
  #compare(model: ModelEntry): string {
    const run = this.#runs[this.#key(model.id)]!.told;
    const recorded = this.#recorded(model.id);
    return asRecorded(run.text === recorded.text && run.ended === recorded.ended);
  }
}
