import { resolve } from '$app/paths';
import { keyOf } from '#lib/classroom/question.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import { sizesOf } from '#lib/release/models.ts';
import { loadPassages, type Passage } from '#lib/release/passages.ts';
import { loadResults, type ResultRow } from '#lib/release/results.ts';
import { why } from '#lib/words/why.ts';
import { downloadJson } from '#lib/worker/page-files.ts';
import { quoted } from '../link.ts';
import { Live } from './live.svelte.ts';
import { Outcomes, type Planted } from './outcomes.ts';
import { meanError, type Drawn } from './sketch.ts';
import type { RecallStart } from './start.ts';
import { defaultState, formatState, parseState, type RecallState } from './state.ts';
import {
  modelsOf,
  passagesOf,
  sameColumn,
  viewOf,
  type Cell,
  type PassageOutcome,
  type Place,
  type Question
} from './view.ts';

/** What a model wrote after the opening of a passage. */
export interface Answer {
  origin: 'recorded' | 'live';
  ids: number[];
}

/** The recall explorer at work: a question, the cell and the passage that are looked at, and what the models make of them. */
export class Session {
  readonly start: RecallStart;
  readonly live: Live;
  readonly models: readonly ModelEntry[];
  readonly usual: RecallState;

  state = $state() as RecallState;
  outcomes = $state.raw<Outcomes | null>(null);
  passages = $state.raw<readonly Passage[] | null>(null);
  /** Why something did not load. */
  trouble = $state.raw<string | null>(null);
  complaints = $state.raw<readonly string[]>([]);

  /** Published outputs, by model. */
  #results = $state.raw<Readonly<Record<string, readonly ResultRow[]>>>({});
  #drawn = $state.raw<Drawn>([]);
  /** The question whose answer the reader has asked to see after drawing. */
  #revealed = $state.raw('');
  #loads: Record<string, Promise<void> | undefined> = {};
  #ids: string[];
  #lists: boolean;

  /** @param lists whether the passages of a chosen cell are listed, for which there is something to load */
  constructor(start: RecallStart, { lists = true, live = new Live(start.manifest) } = {}) {
    this.start = start;
    this.live = live;
    this.models = start.manifest.models;
    this.usual = defaultState(start.offers);
    this.state = { ...this.usual };
    this.#ids = this.models.map(({ id }) => id);
    this.#lists = lists;
  }

  /** A plain copy of what is asked: it is looked at once for every outcome. */
  #asked = $derived.by((): Question => {
    const { planted, context, measure, data, n, p } = this.state;
    return { planted, context, measure, data, n, p };
  });
  #key = $derived(keyOf(this.#asked));
  #isUsual = $derived.by(() => this.#key === keyOf(this.usual));

  fragment = $derived.by(() => this.#format(this.state));
  changed = $derived.by(() => this.fragment !== this.#format(this.usual));
  /** The question whose answer is shown: until the outcomes are loaded, the usual one. */
  question = $derived.by((): Question => (this.outcomes ? this.#asked : this.usual));
  view = $derived.by(() =>
    this.outcomes ? viewOf(this.outcomes, this.models, this.#asked) : this.start.view
  );
  /** Whether what is shown is not what is asked, which is still to be loaded. */
  older = $derived(!this.outcomes && !this.#isUsual);
  contexts = $derived.by(
    () => this.start.offers.planted.find(({ condition }) => condition === this.state.planted)!.contexts
  );

  chosen = $derived.by((): Place | null => {
    const { model, copies, level } = this.state;
    return model === null || copies === null ? null : { model, column: { copies, level } };
  });
  /** The numbers of the chosen cell, where there is such a cell on show. */
  cell = $derived(this.older || !this.chosen ? null : this.cellAt(this.chosen));
  listed = $derived.by((): PassageOutcome[] =>
    this.outcomes && this.chosen ? passagesOf(this.outcomes, this.state, this.chosen) : []
  );
  /** What was published of the chosen passage, in numbers. */
  published = $derived(this.listed.find(({ id }) => id === this.state.passage) ?? null);
  passage = $derived(this.passages?.find(({ id }) => id === this.state.passage) ?? null);
  /** What the model wrote, live if it has run, else as published; null until that is there. */
  answer = $derived.by((): Answer | null => {
    const { passage, model, context } = this.state;
    const live = this.live.run?.record.tokens.map(({ id }) => id) ?? [];
    if (live.length > 0) return { origin: 'live', ids: live };
    const row = this.#results[model ?? '']?.find((r) => r.passage === passage && r.context === context);
    return row ? { origin: 'recorded', ids: row.greedy } : null;
  });

  /** Whether the values are kept back, because the reader draws first. */
  hidden = $derived(this.state.draw && this.#revealed !== this.#key);
  drawn = $derived(this.view.columns.map((_, column) => this.#drawn[column] ?? null));
  /** How far off the drawing was, once the answer is shown. */
  missed = $derived.by(() => {
    const [largest] = this.view.rows;
    if (!largest || this.hidden || !this.state.draw) return null;
    return meanError(
      this.drawn,
      largest.cells.map(({ value }) => value)
    );
  });

  entry(model: string): ModelEntry {
    return this.models.find(({ id }) => id === model)!;
  }

  /** The size of a model among all sizes, from 0 to 1. */
  tone(model: string): number {
    const { parameters } = this.entry(model);
    return sizesOf(this.start.manifest).find((size) => size.parameters === parameters)?.tone ?? 1;
  }

  cellAt({ model, column }: Place): Cell | null {
    const at = this.view.columns.findIndex((each) => sameColumn(each, column));
    return this.view.rows.find((row) => row.model === model)?.cells[at] ?? null;
  }

  /** Asks another question. A cell of a model that is no longer shown is deselected. */
  ask(change: Partial<Question> & { draw?: boolean }): void {
    const before = this.#key;
    Object.assign(this.state, change);
    if (this.chosen && !modelsOf(this.models, this.state.data).some(({ id }) => id === this.chosen!.model))
      this.leave();
    if (this.#key !== before || change.draw) this.#forget();
    void this.open();
  }

  /** Asks about passages planted in another way. */
  plant(planted: Planted['condition']): void {
    const { contexts } = this.start.offers.planted.find(({ condition }) => condition === planted)!;
    const context = contexts.includes(this.state.context) ? this.state.context : contexts.at(-1)!;
    this.leave();
    this.ask({ planted, context });
  }

  /** Looks at a cell; at none if it is the same. */
  choose(place: Place): void {
    const { chosen } = this;
    const same = chosen?.model === place.model && sameColumn(chosen.column, place.column);
    this.leave();
    if (!same) this.point(place);
    void this.open();
  }

  /** Makes a cell the chosen one. */
  point({ model, column }: Place): void {
    Object.assign(this.state, { model, ...column, passage: null });
  }

  leave(): void {
    this.live.clear();
    Object.assign(this.state, { model: null, copies: null, level: null, passage: null });
  }

  /** Looks at a passage of the cell. */
  pick(passage: string): void {
    this.live.clear();
    this.state.passage = passage;
    void this.open();
  }

  /** Has the model go on from the opening of the chosen passage, here and now. */
  async run(): Promise<void> {
    const { published, passage, chosen } = this;
    if (!published || !passage || !chosen) return;
    const { context, measure } = this.state;
    await this.live.start(this.entry(chosen.model), passage, {
      context,
      asked: published.asked,
      score: measure === 'probability' || measure === 'discoverable'
    });
  }

  draw(drawn: Drawn): void {
    this.#drawn = drawn;
  }

  /** Shows the answer beside the drawing. */
  reveal(): void {
    this.#revealed = this.#key;
  }

  /** Takes over a link, and loads what it needs. */
  read(fragment: string): Promise<void> {
    const { state, complaints } = parseState(fragment, this.start.offers, this.#ids);
    this.#forget();
    this.state = state;
    this.complaints = complaints;
    if (!this.older) this.#check();
    return this.open();
  }

  reset(): void {
    this.#forget();
    this.state = { ...this.usual };
    this.complaints = [];
    this.trouble = null;
  }

  /** Loads what the state needs and is not there yet. */
  async open(): Promise<void> {
    this.trouble = null;
    try {
      const listing = () => this.#lists && this.chosen !== null;
      if (this.older || listing())
        await this.#once('outcomes', async () => {
          const file = { ...this.start.outcomes, url: resolve('/demos/recall/outcomes.json') };
          this.outcomes = await downloadJson(file, 'the list of published outcomes', Outcomes);
          this.#check();
        });
      const { model, passage } = this.state;
      if (!listing() || !model) return;
      const wanted: Promise<unknown>[] = [
        this.#once('passages', async () => {
          this.passages = await loadPassages(this.start.manifest.passages);
        })
      ];
      if (passage !== null)
        wanted.push(
          this.live.letters(),
          this.#once(model, async () => {
            const rows = await loadResults(this.start.results[model]!);
            this.#results = { ...this.#results, [model]: rows };
          })
        );
      await Promise.all(wanted);
    } catch (error) {
      const message = why(error);
      this.trouble = this.older ? `${message} Until then, the usual view.` : message;
    }
  }

  /** Runs a load once; again after it failed. */
  #once(what: string, load: () => Promise<void>): Promise<void> {
    return (this.#loads[what] ??= load().catch((error: unknown) => {
      delete this.#loads[what];
      throw error;
    }));
  }

  /** What a link names and does not exist is dropped, and named. */
  #check(): void {
    if (!this.chosen) return;
    const { passage } = this.state;
    if (!this.cell) {
      this.complaints = [...this.complaints, 'The cell that the link names does not exist here.'];
      this.leave();
    } else if (passage !== null && this.outcomes && !this.published) {
      this.complaints = [...this.complaints, `There is no passage ${quoted(passage)} in that cell.`];
      this.state.passage = null;
    }
  }

  /** What was drawn was an answer to the last question, and so was what ran. */
  #forget(): void {
    this.#drawn = [];
    this.#revealed = '';
    this.live.clear();
  }

  #format(state: RecallState): string {
    return formatState(state, this.start.offers, this.#ids);
  }

  dispose(): void {
    this.live.dispose();
  }
}
