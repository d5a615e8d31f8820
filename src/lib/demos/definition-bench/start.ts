// What the bench shows before anything is loaded, and how it counts from then on.
import type { FileEntry } from '#lib/release/manifest.ts';
import type { BenchModel } from './table.ts';
import { rowsOf, type BenchTable } from './table.ts';
import type { BenchState } from './state.ts';
import type { Output, OutputFiles } from './outputs.ts';
import { borderline, tally, type Borderline, type Tally } from './tally.ts';

/** A model by what readers know it by. */
export type ModelName = Omit<BenchModel, 'distances' | 'logprobs'>;

/** All that the bench shows for one state, outputs apart. */
export interface BenchView {
  tally: Tally;
  borderline: Borderline;
  /** Each model under the same definition, in the order of `models`. */
  models: { id: string; read: Tally['by']['read']; never: Tally['by']['never'] }[];
}

/** In the page when it is built. */
export interface BenchStart {
  release: string;
  /** How samples are drawn: `BenchTable.topK`. */
  topK: boolean;
  /** Largest first. */
  models: ModelName[];
  state: BenchState;
  view: BenchView;
  /** The outputs of `view.borderline`. */
  outputs: Output[];
  files: OutputFiles;
  /** The table, which is loaded when the reader changes something. */
  table: FileEntry;
}

/** Counts everything anew. */
export function viewOf(table: BenchTable, { model, definition }: BenchState): BenchView {
  const rows = rowsOf(table, model, definition.given);
  return {
    tally: tally(rows, definition),
    borderline: borderline(rows, definition),
    models: table.models.map(({ id }) => {
      const { read, never } = tally(rowsOf(table, id, definition.given), definition).by;
      return { id, read, never };
    })
  };
}
