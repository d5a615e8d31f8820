import { costOf, LanguageModel, loadingOf } from '#lib/lm/client.svelte.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import { reading } from '#lib/release/passages.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { decimal, inWords } from '#lib/words/number.ts';
import { isAborted } from '#lib/worker/causes.ts';
import { COPY, prunedOf, type Found, type ShortestPrompt, type Text } from './shortest.ts';
import { formatState, parseState, type State } from './state.ts';

/** The demo at work: which passage, how many of its words are given, and what brings the text out with fewer. */
export class Session {
  readonly shown: ShortestPrompt;
  readonly lm: LanguageModel;
  readonly #known;

  settings = $state.raw() as State;
  /** What of a link could not be used. */
  complaints = $state.raw<readonly string[]>([]);
  /** Whether a press is being answered. */
  busy = $state(false);
  /** What is being done. */
  doing = $state('');
  /** What the last press came to. */
  outcome = $state('');
  /** Why the last press came to nothing. */
  trouble = $state<string | null>(null);

  /** What was found here, by passage and model. */
  #runs = $state.raw<Readonly<Record<string, Found>>>({});
  #turn = 0;

  /** @param lm what is asked; for tests */
  constructor(shown: ShortestPrompt, lm = new LanguageModel()) {
    this.shown = shown;
    this.lm = lm;
    this.#known = {
      models: shown.models.map(({ id }) => id),
      passages: shown.texts.map(({ passage }) => passage),
      before: shown.texts[0]!.before.length
    };
    this.settings = this.#usual;
  }

  get #usual(): State {
    return parseState('', this.#known).state;
  }

  fragment = $derived.by(() => formatState(this.settings, this.#known));
  /** Whether all is as it was before any click. */
  isUsual = $derived.by(
    () => this.fragment === formatState(this.#usual, this.#known) && Object.keys(this.#runs).length === 0
  );

  text = $derived.by((): Text => this.shown.texts.find(({ passage }) => passage === this.settings.passage)!);
  model = $derived.by((): ModelEntry => this.shown.models.find(({ id }) => id === this.settings.model)!);
  /** Whether what is shown was found in the reader's browser. */
  live = $derived.by(() => this.#key in this.#runs);
  found = $derived.by((): Found => this.#runs[this.#key] ?? this.text.recorded[this.model.id]!);
  /** The fewest of the passage's own tokens that bring the text out; null where none do. */
  pruned = $derived.by(() => prunedOf(this.found.matched, this.text.text.length));
  /** Tokens of the text that come after those that are given; null while that was not tried. */
  matched = $derived.by(() => this.found.matched[this.settings.given - 1] ?? null);
  /** Tokens of it that are marked: a copy of what the model has read. */
  marked = $derived.by(() => (this.text.copies > 0 && (this.matched ?? 0) >= COPY ? this.matched! : 0));
  /** Tokens of the text for each token of the shortest prompt known; null where none is. */
  ratio = $derived.by(() =>
    this.found.prompt ? this.text.text.length / this.found.prompt.ids.length : null
  );

  /** What was found, in sentences. */
  finding = $derived.by(() => {
    const { pruned, found, text } = this;
    const asked = text.text.length;
    const read = `This passage was ${reading({ condition: 'exact', copies: text.copies }, 'raw')}.`;
    const own =
      pruned === null
        ? `None of its own last ${text.before.length} tokens bring the next ${asked} out`
        : `Its own last ${inWords(pruned)} tokens bring the next ${asked} out`;
    if (!found.prompt)
      return `${read} ${own}${found.searched ? ', and the search found no prompt that does.' : '.'}`;
    const length = found.prompt.ids.length;
    const ratio = `a ratio of ${decimal(this.ratio!, 1)}`;
    return length === pruned
      ? `${read} ${own}: ${ratio}.`
      : `${read} ${own}; the search found ${inWords(length)} that do${length === 1 ? 'es' : ''}: ${ratio}.`;
  });

  cost = $derived.by(() => costOf([this.model], [this.lm]));
  loading = $derived.by(() => (this.busy ? loadingOf([this.lm]) : null));

  choose(change: Partial<State>): void {
    const other = 'passage' in change || 'model' in change;
    if (other && this.busy) this.stop();
    if (other) this.outcome = '';
    this.trouble = null;
    this.settings = { ...this.settings, ...change };
  }

  /** Takes the state from a link's fragment. */
  read(fragment: string): void {
    const { state, complaints } = parseState(fragment, this.#known);
    this.choose(state);
    this.complaints = complaints;
  }

  /** Takes everything back to where it began; what was found here is forgotten. */
  reset(): void {
    this.choose(this.#usual);
    this.complaints = [];
    this.#runs = {};
  }

  /** Prunes the passage's own words, then looks for a shorter prompt. Whatever goes wrong is said in `trouble`. */
  async shorten(): Promise<void> {
    if (!live.ready || this.busy) return;
    const turn = ++this.#turn;
    const still = () => turn === this.#turn;
    const key = this.#key;
    const { text, model } = this;
    const recorded = text.recorded[model.id]!;
    const { steps, seed } = this.shown;
    const wanted = { text: text.text, before: text.before, pool: text.pool, steps, seed };
    let run: Found = { matched: text.before.map(() => null), prompt: null, searched: false, steps: 0 };
    const note = (change: Partial<Found>) => {
      if (still()) this.#runs = { ...this.#runs, [key]: (run = { ...run, ...change }) };
    };
    this.busy = true;
    this.doing = this.outcome = '';
    this.trouble = null;
    try {
      await this.lm.load(model);
      if (!still()) return;
      await this.lm.prune(wanted, (tried) => {
        const matched = [...run.matched];
        for (const { prompt, matched: right } of tried) matched[prompt.length - 1] = right;
        const known = prunedOf(matched, text.text.length);
        note({
          matched,
          prompt:
            known === null
              ? null
              : { ids: text.before.slice(-known), pieces: text.beforePieces.slice(-known) }
        });
        if (still()) this.doing = `Own words: ${tried.at(-1)!.prompt.length} tokens are tried.`;
      });
      if (!still()) return;
      const known = prunedOf(run.matched, text.text.length);
      await this.lm.search({ ...wanted, known }, (states) => {
        for (const { prompt, pieces, matched, step, bits } of states) {
          note(
            matched === text.text.length ? { prompt: { ids: prompt, pieces }, steps: step } : { steps: step }
          );
          if (still())
            this.doing = `Step ${step}: ${inWords(prompt.length)} tokens, ${decimal(bits, 1)} bits a token to go.`;
        }
      });
      note({ searched: true });
      if (!still()) return;
      const ids = (found: Found) => found.prompt?.ids.join();
      this.outcome =
        ids(run) === ids(recorded)
          ? 'The search found what we recorded.'
          : 'The search found another prompt than we recorded.';
    } catch (error) {
      if (!still()) return;
      if (isAborted(error)) this.outcome = 'Stopped.';
      else this.trouble = error instanceof Error ? error.message : String(error);
    } finally {
      if (still()) this.busy = false;
    }
  }

  /** Ends what is under way, or the download that it waits for. What was found stays. */
  stop(): void {
    this.#turn++;
    this.busy = false;
    if (this.lm.status === 'loading') {
      this.lm.cancelLoad();
      this.outcome = 'Loading was stopped.';
    } else {
      this.lm.stop();
      this.outcome = 'Stopped.';
    }
  }

  dispose(): void {
    this.#turn++;
    this.lm.dispose();
  }

  get #key(): string {
    return `${this.settings.passage} ${this.settings.model}`;
  }
}
