import type { Given } from '#lib/classroom/given.ts';
import { type ModelEntry } from '#lib/release/manifest.ts';
import { LanguageModel, LmError, costOf, loadingOf } from '#lib/lm/client.svelte.ts';
import { largestOf } from '#lib/release/models.ts';
import { why } from '#lib/words/why.ts';
import { fill, isRight, shares, tidy } from './cloze.ts';
import type { ClozeData, ClozeShown } from './summary.ts';
import { formatState, parseState, type ClozeState, type Known } from './state.ts';

/** How a model shares its belief among names, the likeliest first. */
export interface Answer {
  origin: 'recorded' | 'live';
  names: { name: string; share: number }[];
}

/** What a model says the name is. */
export interface Said {
  model: ModelEntry;
  /** How often the passage occurs in its training data. */
  standing: number;
  name: string;
  right: boolean;
  origin: Answer['origin'];
}

/** Most characters of a name that a reader writes. */
export const NAME_LIMIT = 40;

const ranked = (names: readonly string[], list: readonly number[]): Answer['names'] =>
  names.map((name, i) => ({ name, share: list[i]! })).toSorted((a, b) => b.share - a.share);

/** At first: the largest model on a passage of the most copies, whose name is not the one that a guesser would try. */
function usualOf({ models, items, commonest }: ClozeData): ClozeState {
  const most = Math.max(...items.map(({ copies }) => copies));
  const first = items.find(({ copies, name }) => copies === most && name !== commonest) ?? items[0]!;
  return { model: largestOf(models)!.id, passage: first.passage };
}

/** The name cloze at work: a passage, a guess, and what the models make of it. */
export class Session {
  readonly data: ClozeData;
  readonly lm: LanguageModel;
  readonly usual: ClozeState;

  state = $state() as ClozeState;
  /** What the reader has chosen or written, before it is given as the answer. */
  guess = $state('');
  /** The answer given; the empty text when the reader asked to be shown. Null while the name is still to be guessed. */
  given = $state<string | null>(null);
  tally = $state({ asked: 0, right: 0 });
  /** Every answer given, in order. */
  guesses = $state.raw<readonly { passage: string; name: string }[]>([]);
  /** What to do where a press did nothing. */
  hint = $state('');
  /** Why a model did not answer. */
  trouble = $state('');
  complaints = $state.raw<readonly string[]>([]);
  /** Names scored so far by the model that is being asked, and in all; null while none is. */
  asking = $state.raw<{ done: number; total: number } | null>(null);

  #known: Known;
  /** By model and passage. */
  #live = $state.raw<Readonly<Record<string, Answer>>>({});
  #stopped = false;

  constructor(data: ClozeData, lm = new LanguageModel()) {
    this.data = data;
    this.lm = lm;
    this.#known = {
      passages: data.items.map(({ passage }) => passage),
      models: data.models.map(({ id }) => id)
    };
    this.usual = usualOf(data);
    this.state = { ...this.usual };
  }

  item = $derived.by(
    (): ClozeShown =>
      this.data.items.find(({ passage }) => passage === this.state.passage) ?? this.data.items[0]!
  );
  model = $derived.by(
    (): ModelEntry => this.data.models.find(({ id }) => id === this.state.model) ?? this.data.models[0]!
  );
  fragment = $derived.by(() => formatState(this.state, this.#known, this.usual));
  isUsual = $derived.by(
    () =>
      this.state.passage === this.usual.passage &&
      this.state.model === this.usual.model &&
      this.given === null &&
      this.tally.asked === 0
  );
  revealed = $derived(this.given !== null);
  right = $derived(this.given !== null && isRight(this.given, this.item.name));
  /** The answer that the reader gave, without space and marks around it. */
  own = $derived(tidy(this.given ?? ''));
  answer = $derived.by((): Answer => this.answerOf(this.model.id));
  /** The answers as a class hands them in. */
  handedIn = $derived.by((): Given => ({
    kind: 'names',
    passages: this.#known.passages,
    names: this.data.names,
    guesses: this.guesses
  }));

  /** What became of the guess, in sentences; empty before. */
  verdict = $derived.by(() => {
    if (!this.revealed) return '';
    const { name } = this.item;
    const told = this.right
      ? `Yes: ${name}.`
      : this.own
        ? `You said ${this.own}; the book says ${name}.`
        : `The book says ${name}.`;
    const { asked, right } = this.tally;
    return asked > 0 ? `${told} Yours so far: ${right} of ${asked}.` : told;
  });

  /** What every model answered of this passage. */
  answers = $derived.by((): Said[] =>
    this.data.models.map((model) => {
      const { origin, names } = this.answerOf(model.id);
      const { name } = names[0]!;
      const { copies } = this.item;
      // In deduplicated data the passage occurs at most once.
      const standing = model.data === 'raw' ? copies : Math.min(1, copies);
      return { model, standing, name, right: name === this.item.name, origin };
    })
  );

  /** What a model answered here if it was asked, else what was recorded. */
  answerOf(model: string): Answer {
    return (
      this.#live[`${model} ${this.item.passage}`] ?? {
        origin: 'recorded',
        names: ranked(this.data.names, this.item.shares[model]!)
      }
    );
  }

  /** Bytes that asking the chosen model takes from the network. */
  cost = $derived.by(() => costOf([this.model], [this.lm]));
  loading = $derived.by(() => loadingOf([this.lm]));

  /** Takes over a link. */
  read(fragment: string): void {
    const { state, complaints } = parseState(fragment, this.#known, this.usual);
    if (state.passage !== this.state.passage) this.#forget();
    this.state = state;
    this.complaints = complaints;
  }

  reset(): void {
    this.stop();
    this.state = { ...this.usual };
    this.tally = { asked: 0, right: 0 };
    this.guesses = [];
    this.complaints = [];
    this.#forget();
  }

  /** Another passage: the next of so many copies, or the next of all. */
  next(copies: number | null = null): void {
    const items = this.data.items.filter((item) => copies === null || item.copies === copies);
    const at = items.findIndex(({ passage }) => passage === this.item.passage);
    this.state.passage = items[(at + 1) % items.length]!.passage;
    this.#forget();
  }

  /** Takes the guess as the answer. Without one, says so. */
  submit(): void {
    if (this.revealed) return;
    if (tidy(this.guess) === '') {
      this.hint = 'Choose a name or write one. Or press “Show me”.';
      return;
    }
    this.#reveal(this.guess);
    this.tally = { asked: this.tally.asked + 1, right: this.tally.right + (this.right ? 1 : 0) };
    this.guesses = [...this.guesses, { passage: this.item.passage, name: this.own }];
  }

  /** What the main button does: answers, and after that goes on. */
  proceed(): void {
    if (this.asking) return;
    if (this.revealed) this.next();
    else this.submit();
  }

  /** Shows the name without an answer; that is not counted. */
  show(): void {
    if (!this.revealed) this.#reveal('');
  }

  /** Has the chosen model score the passage with every name in the gap, and with the reader's own name. */
  async ask(): Promise<void> {
    if (this.asking) return;
    const { item, model, own } = this;
    const names = [...this.data.names];
    if (own && !names.some((name) => isRight(own, name))) names.push(own);
    this.#stopped = false;
    this.trouble = '';
    this.asking = { done: 0, total: names.length };
    try {
      await this.lm.load(model);
      const logprobs: number[] = [];
      for (const name of names) {
        const tokens = await this.lm.score(await this.lm.encode(fill(item, name)));
        logprobs.push(tokens.reduce((sum, { logprob }) => sum + logprob, 0));
        this.asking = { done: logprobs.length, total: names.length };
        if (this.#stopped) return;
      }
      const live: Answer = { origin: 'live', names: ranked(names, shares(logprobs)) };
      this.#live = { ...this.#live, [`${model.id} ${item.passage}`]: live };
    } catch (error) {
      if (!(error instanceof LmError && error.code === 'aborted')) this.trouble = why(error);
    } finally {
      this.asking = null;
    }
  }

  /** Ends what `ask` began. The recorded answer stays. */
  stop(): void {
    this.#stopped = true;
    this.lm.cancelLoad();
  }

  dispose(): void {
    this.#stopped = true;
    this.lm.dispose();
  }

  #reveal(answer: string): void {
    this.given = answer;
    this.hint = '';
  }

  #forget(): void {
    this.guess = '';
    this.given = null;
    this.hint = this.trouble = '';
  }
}
