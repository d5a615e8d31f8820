import type { Drawing } from '#lib/lm/sample.ts';
import type { FileEntry, ModelEntry } from '#lib/release/manifest.ts';
import type { Series } from '#lib/charts/types.ts';
import { rounded } from '#lib/words/number.ts';
import { isPublished } from './drawings.ts';
import type { State } from './state.ts';

/** Passages that were planted in one number of copies. */
export interface Rung {
  copies: number;
  passages: readonly string[];
}

/** What one model made of the passages, by rung and then by passage: of the tokens asked for, after those given. */
export interface Rows {
  /** How many of them greedy decoding has right from the first on. */
  matched: readonly (readonly number[])[];
  /** Natural log of their probability in one try, when all tokens can be drawn and when the 40 likeliest can. */
  all: readonly (readonly number[])[];
  cut: readonly (readonly number[])[];
}

/** A passage whose text is in the page. */
export interface Text {
  id: string;
  /** Tokens given. */
  ids: readonly number[];
  /** The tokens after those. */
  truth: readonly number[];
  given: string;
  /** The text of each token of `truth`. */
  pieces: readonly string[];
}

/** A question to begin with. */
export interface Example {
  label: string;
  state: State;
}

/** What was recorded of one model in further ways of drawing. */
export interface Recorded {
  model: string;
  drawings: readonly Drawing[];
  /** By rung, passage and way of drawing: natural log of the probability of one try. */
  rungs: readonly (readonly (readonly number[])[])[];
}

export interface Start {
  release: string;
  /** All that the page runs. */
  models: readonly ModelEntry[];
  files: { passages: FileEntry; tokenizer: FileEntry };
  given: number;
  asked: number;
  rungs: readonly Rung[];
  /** By model. */
  rows: Readonly<Record<string, Rows>>;
  recorded: Recorded;
  /** Of each rung the passage that is shown first. */
  first: readonly string[];
  /** The words of these, and of the examples. */
  texts: readonly Text[];
  /** The usual question first. */
  examples: readonly Example[];
  /** Published curves, by the probability that they ask for. */
  published: readonly { p: number; series: readonly Series[] }[];
}

/** What is published of the passages of a rung: the log-probability of each in one try; null for other ways of drawing. */
export function publishedLogprobs(
  rows: Rows,
  rung: number,
  asked: number,
  drawing: Drawing
): readonly number[] | null {
  if (!isPublished(drawing)) return null;
  if (drawing.topK === 1) return rows.matched[rung]!.map((matched) => (matched === asked ? 0 : -Infinity));
  return (drawing.topK === 0 ? rows.all : rows.cut)[rung]!;
}

/** The same of what was recorded besides. */
export function recordedLogprobs(
  { model, drawings, rungs }: Recorded,
  asked: string,
  rung: number,
  { temperature, topK }: Drawing
): readonly number[] | null {
  const way = drawings.findIndex((other) => other.temperature === temperature && other.topK === topK);
  return model === asked && way >= 0 ? rungs[rung]!.map((passage) => passage[way]!) : null;
}

/** Below this, log-probabilities are kept in whole nats: no number of tries that is asked about brings such a text out. */
const WHOLE = -40;

/** A log-probability as the page keeps it. */
export const kept = (logprob: number): number => rounded(logprob, logprob < WHOLE ? 0 : 4);

/** By how much a browser may find another one than is kept: what rounding explains, and other hardware. */
export const room = (logprob: number): number => (logprob <= WHOLE ? 0.6 : 0.01);
