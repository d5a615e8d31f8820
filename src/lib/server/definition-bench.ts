import { DEFAULTS } from '#lib/demos/definition-bench/state.ts';
import { outputOf } from '#lib/demos/definition-bench/outputs.ts';
import { viewOf, type BenchStart } from '#lib/demos/definition-bench/start.ts';
import { packTable, type BenchTable } from '#lib/demos/definition-bench/table.ts';
import { fetched } from '#lib/release/manifest.ts';
import { largestFirst, largestOf } from '#lib/release/models.ts';
import type { Passage } from '#lib/release/passages.ts';
import type { ResultRow } from '#lib/release/results.ts';
import { once, readManifest, readPassages, readResultsOf } from './lab.ts';
import { made } from './made.ts';
import { readCorpus } from './corpus.ts';

interface Bench {
  table: BenchTable;
  passages: Passage[];
  results: Map<string, ResultRow[]>;
}

/** The models that the page runs, largest first, and what was published of their outputs. */
const readBench: () => Promise<Bench> = once(async () => {
  const { release, models: published } = await readManifest();
  const models = largestFirst(published);
  const [passages, results] = await Promise.all([readPassages(), readResultsOf(models)]);
  return { table: packTable({ release, models }, passages, results), passages, results };
});

/** The table that the definition bench loads when the reader changes something. */
export async function readBenchTable(): Promise<BenchTable> {
  return (await readBench()).table;
}

/** The same as the file that the page loads. */
export const readTableFile: () => Promise<string> = once(async () => JSON.stringify(await readBenchTable()));

/** What the definition bench shows before that: the usual definition, held against the largest model with all copies. */
export async function readBenchStart(): Promise<BenchStart> {
  const [{ manifest, tokenizer }, { table, passages, results }] = await Promise.all([
    readCorpus(),
    readBench()
  ]);
  const model = largestOf(table.models);
  if (!model) throw new Error('The published release holds no results of a model with all copies.');
  const state = { model: model.id, ...DEFAULTS };
  const view = viewOf(table, state);
  const outputs = Object.values(view.borderline).flatMap((found) => {
    const passage = passages.find(({ id }) => id === found?.passage.id);
    const row = results
      .get(model.id)!
      .find((r) => r.passage === found?.passage.id && r.context === found?.context);
    return passage && row ? [outputOf(passage, row, tokenizer)] : [];
  });
  return {
    release: table.release,
    topK: table.topK,
    models: table.models.map(({ id, label, parameters, data }) => ({ id, label, parameters, data })),
    state,
    view,
    outputs,
    files: {
      passages: fetched(manifest.passages),
      tokenizer: fetched(manifest.tokenizer),
      results: Object.fromEntries(
        manifest.results.flatMap((file) =>
          file.model !== undefined && results.has(file.model) ? [[file.model, fetched(file)]] : []
        )
      )
    },
    table: made('demos/definition-bench/table.json', await readTableFile())
  };
}
