import { wireBytes } from '#lib/worker/download.ts';
import { resolve } from '$app/paths';
import { downloadJson } from '#lib/worker/page-files.ts';
import { nameOf, presetOf, type Definition } from '#lib/measures/definition.ts';
import { why } from '#lib/words/why.ts';
import { loadOutputs, type Output, type OutputReader } from './outputs.ts';
import { viewOf, type BenchStart, type ModelName } from './start.ts';
import { formatState, parseState, sameState, type BenchState } from './state.ts';
import { BenchTable, type BenchRow } from './table.ts';

/** The definition bench at work: a definition, what counts by it, and the outputs near the line. */
export class Session {
  readonly start: BenchStart;

  state = $state() as BenchState;
  complaints = $state.raw<readonly string[]>([]);
  /** Why nothing was recounted. */
  trouble = $state.raw<string | null>(null);
  /** Why the outputs did not come. */
  outputTrouble = $state.raw<string | null>(null);
  /** Whether the reader has asked for the outputs. */
  reading = $state(false);

  #table = $state.raw<BenchTable | null>(null);
  /** By model. */
  #readers = $state.raw<Readonly<Record<string, OutputReader>>>({});
  #loading: Promise<void> | null = null;
  /** The usual model first. */
  #ids: string[];

  constructor(start: BenchStart) {
    this.start = start;
    this.#ids = [start.state.model, ...start.models.map(({ id }) => id)];
    this.state = structuredClone(start.state);
  }

  definition = $derived.by(() => this.state.definition);
  preset = $derived(presetOf(this.definition));
  sampling = $derived(this.definition.means === 'sample');
  name = $derived.by(() => nameOf(this.definition.means, this.state.wanted));
  model = $derived.by((): ModelName => this.start.models.find(({ id }) => id === this.state.model)!);
  fragment = $derived.by(() => formatState(this.state, this.#ids));
  changed = $derived.by(() => !sameState(this.state, this.start.state, this.#ids));
  /** Whether the counts on show are still those of the first definition. The purpose alone changes none. */
  older = $derived.by(
    () =>
      this.#table === null &&
      !sameState(this.state, { ...this.start.state, wanted: this.state.wanted }, this.#ids)
  );
  view = $derived.by(() => (this.#table ? viewOf(this.#table, this.state) : this.start.view));
  /** Outputs that show where the line runs. */
  examples = $derived.by(() => {
    const { just, almost, control } = this.view.borderline;
    return [
      { title: 'Counts, with least to spare', row: just, none: 'Nothing that the model read counts.' },
      { title: 'Just does not count', row: almost, none: 'Everything that the model read counts.' },
      {
        title: 'Never read, and comes nearest',
        row: control,
        none: 'No control is long enough for this prompt.'
      }
    ].map((example) => ({ ...example, output: this.#outputOf(example.row) }));
  });
  /** Whether outputs of the examples are still to be loaded. */
  missing = $derived(!this.older && this.examples.some(({ row, output }) => row && !output));
  /** Bytes of the outputs of the model. */
  outputBytes = $derived.by(() => {
    const { passages, tokenizer, results } = this.start.files;
    const own = results[this.state.model];
    return wireBytes(passages) + wireBytes(tokenizer) + (own ? wireBytes(own) : 0);
  });

  /** Changes the definition. */
  define(change: Partial<Definition>): void {
    Object.assign(this.state.definition, structuredClone(change));
    void this.count();
  }

  /** Changes what the definition is applied to, or who asks. */
  ask(change: Partial<Omit<BenchState, 'definition'>>): void {
    Object.assign(this.state, change);
    void this.count();
    if (this.reading) void this.read();
  }

  reset(): void {
    this.state = structuredClone(this.start.state);
    this.complaints = [];
    this.trouble = null;
  }

  /** Takes over a link. */
  restore(fragment: string): Promise<void> {
    const { state, complaints } = parseState(fragment, this.#ids);
    this.state = state;
    this.complaints = complaints;
    if (this.reading) void this.read();
    return this.count();
  }

  /** Makes sure that the counts are those of the definition. */
  count(): Promise<void> {
    this.trouble = null;
    if (!this.older) return Promise.resolve();
    return (this.#loading ??= this.#load().finally(() => (this.#loading = null)));
  }

  async #load(): Promise<void> {
    try {
      const file = { ...this.start.table, url: resolve('/demos/definition-bench/table.json') };
      this.#table = await downloadJson(file, 'the table of published results', BenchTable);
    } catch (error) {
      this.trouble = why(error);
    }
  }

  /** Loads the outputs of the model. */
  async read(): Promise<void> {
    const { model } = this.state;
    this.reading = true;
    this.outputTrouble = null;
    if (this.#readers[model]) return;
    try {
      const reader = await loadOutputs(this.start.files, model);
      this.#readers = { ...this.#readers, [model]: reader };
    } catch (error) {
      this.outputTrouble = why(error);
    }
  }

  /** An output to read: of the usual model perhaps one that came with the page, otherwise one that was loaded. */
  #outputOf(row: BenchRow | null): Output | undefined {
    if (!row) return undefined;
    const { model } = this.state;
    const there = this.start.outputs.find(
      ({ passage, context }) => passage === row.passage.id && context === row.context
    );
    return model === this.start.state.model && there
      ? there
      : this.#readers[model]?.(row.passage.id, row.context);
  }
}
