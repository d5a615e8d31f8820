import { costOf, LanguageModel, loadingOf } from '#lib/lm/client.svelte.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import { COPY } from '#lib/measures/copy.ts';
import { reading } from '#lib/release/passages.ts';
import { Press } from '#lib/demos/press.svelte.ts';
import { decimal, inWords } from '#lib/words/number.ts';
import { prunedOf, type Found, type ShortestPrompt, type Text } from './shortest.ts';
import { formatState, parseState, type State } from './state.ts';

/** Most steps of the search in the reader's browser for each length of a prompt, and what its draws begin with. */
export const STEPS = 30;
const SEED = 1;

const untried = ({ before }: Text): Found => ({
  matched: before.map(() => null),
  prompt: null,
  searched: false,
  steps: 0
});

/** The demo at work: which passage, how many of its words are given, and what brings the text out with fewer. */
export class Session extends Press<'shortening'> {
  readonly shown: ShortestPrompt;
  readonly lm: LanguageModel;
  readonly #known;

  settings = $state.raw() as State;
  /** What of a link could not be used. */
  complaints = $state.raw<readonly string[]>([]);
  /** What is being done. */
  doing = $state('');

  /** What was found here, by passage and model. */
  #runs = $state.raw<Readonly<Record<string, Found>>>({});

  /** @param lm what is asked; for tests */
  constructor(shown: ShortestPrompt, lm = new LanguageModel()) {
    super();
    this.shown = shown;
    this.lm = lm;
    this.#known = {
      models: shown.models.map(({ id }) => id),
      passages: shown.texts.map(({ passage }) => passage),
      before: Math.max(...shown.texts.map(({ before }) => before.length))
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
  found = $derived.by((): Found => this.#runs[this.#key] ?? this.recorded ?? untried(this.text));
  /** What was recorded of this text and this model, where anything was. */
  recorded = $derived.by((): Found | undefined => this.text.recorded[this.model.id]);
  /** Of the tokens before the text, those that are given. */
  given = $derived.by(() => Math.min(this.settings.given, this.text.before.length));
  /** The fewest of the passage's own tokens that bring the text out; null where none do. */
  pruned = $derived.by(() => prunedOf(this.found.matched, this.text.text.length));
  /** Tokens of the text that come after those that are given; null while that was not tried. */
  matched = $derived.by(() => this.found.matched[this.given - 1] ?? null);
  /** Tokens of it that are marked: a copy of what the model has read. */
  marked = $derived.by(() => (this.text.copies > 0 && (this.matched ?? 0) >= COPY ? this.matched! : 0));
  /** Tokens of the text for each token of the shortest prompt known; null where none is. */
  ratio = $derived.by(() =>
    this.found.prompt ? this.text.text.length / this.found.prompt.ids.length : null
  );

  /** What was found, in sentences. */
  finding = $derived.by(() => {
    const { pruned, found, text } = this;
    const what =
      text.kind === 'pattern'
        ? 'This sentence, made by a rule that others in the training data follow, was never read.'
        : `This passage was ${reading({ condition: 'exact', copies: text.copies }, 'raw')}.`;
    const rest = `the next ${inWords(text.text.length)}`;
    const known = found.prompt;
    if (!known && !found.searched)
      return found.matched.includes(null)
        ? `${what} How few tokens bring it out has not been tried yet.`
        : `${what} Its own ${inWords(text.before.length)} tokens do not bring out ${rest}.`;
    if (!known)
      return `${what} Its own ${inWords(text.before.length)} tokens do not bring out ${rest}, and the search found no shorter prompt that does.`;
    const ratio = `a ratio of ${decimal(this.ratio!, 1)}`;
    const own =
      pruned === null
        ? `Its own ${inWords(text.before.length)} tokens do not bring out ${rest}`
        : pruned === 1
          ? `Its last token before the text brings out ${rest}`
          : `Its last ${inWords(pruned)} tokens before the text bring out ${rest}`;
    return known.ids.length === pruned
      ? `${what} ${own}: ${ratio}.`
      : `${what} ${own}; the search found ${known.ids.length === 1 ? 'one that does' : `${inWords(known.ids.length)} that do`}: ${ratio}.`;
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
    const key = this.#key;
    const { text, model, recorded } = this;
    const wanted = { text: text.text, before: text.before, pool: text.pool, steps: STEPS, seed: SEED };
    let run = untried(text);
    const note = (change: Partial<Found>) => {
      this.#runs = { ...this.#runs, [key]: (run = { ...run, ...change }) };
    };
    await this.press('shortening', async (still) => {
      this.doing = '';
      await this.lm.load(model);
      if (!still()) return '';
      await this.lm.shorten(wanted, (states) => {
        if (!still()) return;
        for (const { prompt, pieces, matched, step, bits } of states) {
          note({
            ...(bits === null ? { matched: run.matched.with(prompt.length - 1, matched) } : { steps: step }),
            ...(matched === text.text.length ? { prompt: { ids: prompt, pieces } } : {})
          });
          this.doing =
            bits === null
              ? `Its own last ${inWords(prompt.length)} tokens are tried.`
              : `Step ${step}: ${inWords(prompt.length)} tokens, ${decimal(bits, 1)} bits a token to go.`;
        }
      });
      if (!still()) return '';
      note({ searched: true });
      return recorded?.searched ? beside(run, recorded) : 'The search has ended.';
    });
  }

  /** Ends what is under way, or the download that it waits for. What was found stays. */
  stop(): void {
    const loading = this.lm.status === 'loading';
    this.end(loading ? 'Loading was stopped.' : 'Stopped.');
    if (loading) this.lm.cancelLoad();
    else this.lm.stop();
  }

  dispose(): void {
    this.end();
    this.lm.dispose();
  }

  get #key(): string {
    return `${this.settings.passage} ${this.settings.model}`;
  }
}

/** What the search in the reader's browser came to, beside the recorded one. */
function beside(here: Found, recorded: Found): string {
  const said = (found: Found) => (found.prompt ? inWords(found.prompt.ids.length) : 'no such prompt');
  return here.prompt || recorded.prompt
    ? `Tokens of the prompt: ${said(here)} here, ${said(recorded)} by the recorded search, which follows gradients.`
    : 'Neither this search nor the recorded one found a prompt shorter than the text.';
}
