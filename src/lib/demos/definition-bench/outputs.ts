// The outputs behind the counts, token by token: in the page at first for the examples alone, else from the published
// files, when the reader asks for them.
import { displayPieces } from '#lib/completion/pieces.ts';
import type { FileEntry } from '#lib/release/manifest.ts';
import { loadPassages, type Passage } from '#lib/release/passages.ts';
import { loadResults, type ResultRow } from '#lib/release/results.ts';
import { loadTokenizer } from '#lib/release/tokenizer.ts';
import { ASKED } from '#lib/measures/definition.ts';

/** An output to be read, beside the truth. */
export interface Output {
  passage: string;
  context: number;
  /** The text that was given. */
  given: string;
  /** What the model wrote and what the book says, as token ids and as display text of each. */
  greedy: number[];
  truth: number[];
  greedyPieces: string[];
  truthPieces: string[];
}

/** What turns token ids into text, in the page and when it is built. */
export interface Decoder {
  decode(ids: number[]): string;
  piece(id: number): string;
}

/** Makes an output readable. */
export function outputOf(passage: Passage, { context, greedy }: ResultRow, decoder: Decoder): Output {
  const truth = passage.token_ids.slice(context, context + ASKED);
  const pieces = (ids: number[]) =>
    displayPieces(
      ids,
      (at) => decoder.piece(ids[at]!),
      (some) => decoder.decode(some)
    );
  return {
    passage: passage.id,
    context,
    given: decoder.decode(passage.token_ids.slice(0, context)),
    greedy: greedy.slice(0, truth.length),
    truth,
    greedyPieces: pieces(greedy.slice(0, truth.length)),
    truthPieces: pieces(truth)
  };
}

/** The published files that outputs are read from. */
export interface OutputFiles {
  passages: FileEntry;
  tokenizer: FileEntry;
  /** By model. */
  results: Record<string, FileEntry>;
}

/** Gives the output of a model for a passage and a number of tokens given; undefined where there is none. */
export type OutputReader = (passage: string, context: number) => Output | undefined;

/**
 * Loads the outputs of one model.
 *
 * @throws Error whose message is for readers
 */
export async function loadOutputs(files: OutputFiles, model: string): Promise<OutputReader> {
  const file = files.results[model];
  if (!file) throw new Error('No outputs of this model are published.');
  const [passages, tokenizer, rows] = await Promise.all([
    loadPassages(files.passages),
    loadTokenizer(files.tokenizer),
    loadResults(file)
  ]);
  const passageOf = new Map(passages.map((passage) => [passage.id, passage]));
  const rowOf = new Map(rows.map((row) => [`${row.passage} ${row.context}`, row]));
  return (id, context) => {
    const [passage, row] = [passageOf.get(id), rowOf.get(`${id} ${context}`)];
    return passage && row && outputOf(passage, row, tokenizer);
  };
}
