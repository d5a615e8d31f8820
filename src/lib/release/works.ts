import * as v from 'valibot';
import type { DownloadOptions } from '#lib/worker/download.ts';
import { downloadJson } from '#lib/worker/page-files.ts';
import type { FileEntry } from './manifest.ts';
import { labFile } from './site.ts';

const Work = v.object({
  id: v.string(),
  chapter: v.number(),
  /** How often it stands, whole, in the stream `works`; in `works-dedup` each stands once. */
  copies: v.number(),
  /** Whether it was drawn at random. */
  drawn: v.boolean(),
  token_ids: v.array(v.number())
});

const Run = v.object({
  work: v.string(),
  /** Tokens of the work that were given, after one BOS token. */
  context: v.number(),
  /** Tokens that the work has left after them. */
  asked: v.number(),
  /** Tokens before the first mistake. */
  matched: v.number(),
  /** What was written from there on. */
  rest: v.array(v.number()),
  /** Whether the model would have begun another document before it had written what was asked. */
  ended: v.boolean(),
  /** Share of what was asked that stands in exact blocks of at least 32 tokens (measures/blocks.ts). */
  exact: v.number(),
  /** Share of its words that stands in long near-verbatim blocks. */
  near_verbatim: v.number(),
  /** How the run came back to the work: tokens written astray, tokens of the work skipped. */
  back: v.nullable(v.object({ after: v.number(), jump: v.number() }))
});

const Positions = v.object({
  work: v.string(),
  /** Tokens given at each position, and as many asked for. */
  span: v.number(),
  /** Natural log of the probability of the tokens from `span` + i on, given those before them and no BOS. */
  logprob: v.array(v.number()),
  /** The same when only the 40 likeliest tokens can be drawn; `null` where a true token is not among them. */
  logprob_top_k: v.array(v.nullable(v.number()))
});

const Table = v.object({ works: v.array(Work) });

const Results = v.object({ model: v.string(), runs: v.array(Run), positions: v.array(Positions) });

/** A chapter that was planted whole. */
export type Work = v.InferOutput<typeof Work>;
/** What one model wrote from the first tokens of a work. */
export type WorkRun = v.InferOutput<typeof Run>;
export type WorkPositions = v.InferOutput<typeof Positions>;
/** What came of one model that read whole works. */
export type WorkResults = v.InferOutput<typeof Results>;

/** Checks `works.json`. Throws a `ValiError` that names the field at fault. */
export function parseWorks(json: unknown): Work[] {
  return v.parse(Table, json).works;
}

/** Checks the works' results of one model. Throws a `ValiError` that names the field at fault. */
export function parseWorkResults(json: unknown): WorkResults {
  return v.parse(Results, json);
}

/** Everything that a run wrote. */
export const writtenIn = (
  { context, matched, rest }: WorkRun,
  { token_ids }: { token_ids: readonly number[] }
): number[] => [...token_ids.slice(context, context + matched), ...rest];

/** Fetches the works. Throws a `DownloadError` whose message is for readers. */
export const loadWorks = async (file: FileEntry, options?: DownloadOptions): Promise<Work[]> =>
  (await downloadJson(labFile(file), 'the text of the chapters', Table, options)).works;

/** Fetches what came of one model. Throws a `DownloadError` whose message is for readers. */
export const loadWorkResults = (file: FileEntry, options?: DownloadOptions): Promise<WorkResults> =>
  downloadJson(labFile(file), 'the list of what the model wrote', Results, options);
