import * as v from 'valibot';
import type { DownloadOptions } from '#lib/worker/download.ts';
import { downloadJson } from '#lib/worker/page-files.ts';
import type { FileEntry } from './manifest.ts';
import { labFile } from './site.ts';

const Row = v.object({
  model: v.string(),
  passage: v.string(),
  /** Tokens of the passage that were given, after one BOS token. */
  context: v.number(),
  /** The greedy continuation. */
  greedy: v.array(v.number()),
  /** How many of its first tokens are the truth. */
  matched: v.number(),
  /** Natural log of the probability of the true continuation, of as many tokens as `greedy`. */
  logprob: v.number(),
  /**
   * The same when only the 40 likeliest tokens can be drawn, at temperature 1; `null` where a true token is not among
   * them. Not in releases before the second.
   */
  logprob_top_k: v.optional(v.nullable(v.number()))
});

/** What one model made of one passage. */
export type ResultRow = v.InferOutput<typeof Row>;

/** What a model wrote, and whether it ended the text there: the published continuation goes on past that. */
export function writtenOf(
  { greedy }: Pick<ResultRow, 'greedy'>,
  bos: number
): { ids: number[]; ended: boolean } {
  const end = greedy.indexOf(bos);
  return end < 0 ? { ids: greedy, ended: false } : { ids: greedy.slice(0, end), ended: true };
}

/** Whether every token that was asked for is that of the passage. */
export const isRecited = ({ matched, greedy }: Pick<ResultRow, 'matched' | 'greedy'>): boolean =>
  matched === greedy.length;

const Results = v.object({ rows: v.array(Row) });

/** Checks what was read as the results of one model. Throws a `ValiError` that names the field at fault. */
export function parseResults(json: unknown): ResultRow[] {
  return v.parse(Results, json).rows;
}

/** Fetches the results of one model. Throws a `DownloadError` whose message is for readers. */
export async function loadResults(file: FileEntry, options?: DownloadOptions): Promise<ResultRow[]> {
  return (await downloadJson(labFile(file), 'the list of published outputs', Results, options)).rows;
}
