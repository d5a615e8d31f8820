import { type ModelEntry } from '#lib/release/manifest.ts';
import { LanguageModel, LmError, costOf } from '#lib/lm/client.svelte.ts';
import { fill, isRight, shares, tidy } from './cloze.ts';
import type { ClozeData, ClozeShown } from './summary.ts';
import type { ClozeState } from './state.ts';

/** How a model shares its belief among names, the likeliest first. */
export interface Answer {
  origin: 'recorded' | 'live';
  names: { name: string; share: number }[];
}

/** Characters of a name that a reader writes, at most. */
export const NAME_LIMIT = 40;

const ranked = (names: readonly string[], list: readonly number[]): Answer['names'] =>
  names.map((name, i) => ({ name, share: list[i]! })).toSorted((a, b) => b.share - a.share);

/** The name cloze at work: a passage, a guess, and what the models make of it. */
export class Session {
  readonly data: ClozeData;
  readonly lm = new LanguageModel();

  state = $state() as ClozeState;
  /** Whether the page's script runs. */
  ready = $state(false);
  /** What the reader has chosen or written, before it is given as the answer. */
  guess = $state('');
  /** The answer given; the empty text when the reader asked to be shown. Null while the name is still to be guessed. */
  given = $state<string | null>(null);
  tally = $state({ asked: 0, right: 0 });
  notice = $state.raw<{ kind: 'error' | 'hint'; text: string } | null>(null);
  /** Names scored so far by the model that is being asked, and in all; null while none is. */
  asking = $state.raw<{ done: number; total: number } | null>(null);

  /** By model and passage. */
  #live = $state.raw<Readonly<Record<string, Answer>>>({});
  #stopped = false;

  constructor(data: ClozeData, state: ClozeState) {
    this.data = data;
    this.state = state;
  }

  item = $derived.by(
    (): ClozeShown =>
      this.data.items.find(({ passage }) => passage === this.state.passage) ?? this.data.items[0]!
  );
  model = $derived.by(
    (): ModelEntry => this.data.models.find(({ id }) => id === this.state.model) ?? this.data.models[0]!
  );
  revealed = $derived(this.given !== null);
  right = $derived(this.given !== null && isRight(this.given, this.item.name));
  answer = $derived.by((): Answer => this.answerOf(this.model.id));

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

  restore(state: ClozeState): void {
    if (state.passage !== this.state.passage) this.#forget();
    this.state = state;
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
    if (tidy(this.guess) === '') {
      this.notice = { kind: 'hint', text: 'Choose a name or write one. Or press “Show me”.' };
      return;
    }
    this.#reveal(this.guess);
    this.tally = { asked: this.tally.asked + 1, right: this.tally.right + (this.right ? 1 : 0) };
  }

  /** Shows the name without an answer; that is not counted. */
  show(): void {
    this.#reveal('');
  }

  /** Has the chosen model score the passage with every name in the gap, and with the reader's own name. */
  async ask(): Promise<void> {
    if (this.asking) return;
    const { item, model } = this;
    const own = tidy(this.given ?? '');
    const names = [...this.data.names];
    if (own && !names.some((name) => isRight(own, name))) names.push(own);
    this.#stopped = false;
    this.notice = null;
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
      if (!(error instanceof LmError && error.code === 'aborted'))
        this.notice = { kind: 'error', text: error instanceof Error ? error.message : String(error) };
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
    this.notice = null;
  }

  #forget(): void {
    this.guess = '';
    this.given = null;
    this.notice = null;
  }
}
