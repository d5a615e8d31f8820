import type { ModelEntry } from '#lib/release/manifest.ts';
import { modelName } from '#lib/release/models.ts';
import { fixed } from '#lib/words/number.ts';
import { formatState, parseState, type State } from './state.ts';

/** What the demo knows of a model. */
export type Known = Pick<ModelEntry, 'id' | 'label' | 'data' | 'loss_bits_per_byte'>;

/** The demo at work: which model is chosen, and what is said of it. */
export class Session {
  readonly models: readonly Known[];
  readonly #ids: readonly string[];

  settings = $state.raw() as State;
  /** What of a link could not be used. */
  complaints = $state.raw<readonly string[]>([]);

  /** @param models from small to large */
  constructor(models: readonly Known[]) {
    this.models = models;
    this.#ids = models.map(({ id }) => id);
    this.settings = this.#usual;
  }

  get #usual(): State {
    return { model: this.#ids[0]! };
  }

  fragment = $derived.by(() => formatState(this.settings, this.#ids));
  /** Whether all is as it was before any click. */
  isUsual = $derived.by(() => this.fragment === formatState(this.#usual, this.#ids));

  /** Where the chosen model stands among the others. */
  at = $derived.by(() => this.#ids.indexOf(this.settings.model));
  finding = $derived.by(() => {
    const model = this.models[this.at]!;
    return `${modelName(model)}: ${fixed(model.loss_bits_per_byte, 2)} bits for each byte of text that it never read.`;
  });

  /** Chooses a model by where it stands. */
  choose(at: number): void {
    this.settings = { model: this.#ids[at]! };
  }

  /** Takes the state from a link's fragment. */
  read(fragment: string): void {
    const { state, complaints } = parseState(fragment, this.#ids);
    this.settings = state;
    this.complaints = complaints;
  }

  /** Takes everything back to where it began. */
  reset(): void {
    this.settings = this.#usual;
    this.complaints = [];
  }
}
