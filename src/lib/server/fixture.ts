// For tests of the chapters' evidence: the published rows, read and counted by plain loops and by formulas written out
// here, so that no test agrees with the code for having called it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

/* eslint-disable @typescript-eslint/no-explicit-any -- the files are looked at as they are, without a schema */

/** A file of the published release. */
export const lab = (path: string): any => JSON.parse(readFileSync(join('static', 'lab', path), 'utf8'));

export const manifest = lab('manifest.json');
export const report = lab(manifest.report.path);
export const recorded = (name: string): any =>
  JSON.parse(readFileSync(join('content', 'recorded', `${name}.json`), 'utf8'));

/** The model sizes, from small to large, as the text calls them. */
export const SIZES = [
  { size: 'd1', label: '0.14M', tone: 0 },
  { size: 'd2', label: '0.37M', tone: 0.25 },
  { size: 'd4', label: '1.3M', tone: 0.5 },
  { size: 'd6', label: '5.9M', tone: 0.75 },
  { size: 'd8', label: '15.7M', tone: 1 }
];

/** What the manifest says of a model, of those that the page runs and of the others. */
export const entryOf = (id: string) =>
  [...manifest.models, ...manifest.further_models].find((model: any) => model.id === id);

/** A row of `content/curves/`, by column. */
export type Line = Record<string, string>;

/** A published curve, cell by cell; quoted cells may hold commas. */
export function curve(name: string): Line[] {
  const [, head, ...lines] = readFileSync(join('content', 'curves', `${name}.csv`), 'utf8')
    .trim()
    .split(/\r?\n/);
  const cells = (line: string) =>
    [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  const names = cells(head!);
  return lines.map((line) => Object.fromEntries(cells(line).map((cell, at) => [names[at]!, cell])));
}

/** A planted passage and what a model made of it. */
export interface Asked {
  id: string;
  condition: string;
  copies: number;
  level: number | null;
  chapter: number;
  tokens: number[];
  context: number;
  greedy: number[];
  /** Whether the continuation is the true one, compared token by token. */
  recited: boolean;
  /** Minus the log-probability of the true continuation, in bits. */
  bits: number;
  /** The log-probability of the true continuation where only the 40 likeliest tokens are drawn. */
  drawn: number;
}

export const passages: any[] = lab(manifest.passages.path).passages;
const known = new Map<string, Asked[]>();

/** Every row of a model's results. */
export function asked(model: string): Asked[] {
  const before = known.get(model);
  if (before) return before;
  const planted = new Map(passages.map((passage) => [passage.id, passage]));
  // Some models read the passages in other numbers of copies.
  const anew = lab(manifest.plantings.path)[entryOf(model).data] ?? {};
  const rows: Asked[] = [];
  for (const row of lab(`${manifest.release}/results/${model}.json`).rows) {
    const { id, condition, copies, level, chapter, token_ids: tokens } = planted.get(row.passage);
    let right = 0;
    for (let i = 0; i < row.greedy.length; i++) if (row.greedy[i] === tokens[row.context + i]) right++;
    rows.push({
      ...{ id, condition, copies: anew[id] ?? copies, level: level ?? null, chapter, tokens },
      context: row.context,
      greedy: row.greedy,
      recited: right === row.greedy.length,
      bits: -row.logprob / Math.log(2),
      drawn: row.logprob_top_k ?? -Infinity
    });
  }
  known.set(model, rows);
  return rows;
}

export const COPIES = [0, 1, 2, 4, 8, 16, 32, 64, 128];
export const CONTEXTS = [8, 16, 32, 64, 96];

/** Exact passages of some numbers of copies, at one length of prompt. */
export const exact = (model: string, context: number, copies: readonly number[] = COPIES.slice(1)) =>
  asked(model).filter(
    (row) => row.condition === 'exact' && row.context === context && copies.includes(row.copies)
  );

/** The Wilson interval, as the two roots of its quadratic equation. */
export function interval(k: number, n: number) {
  const z2 = 1.959963984540054 ** 2;
  const [a, b, c] = [n + z2, -(2 * k + z2), (k * k) / n];
  const root = Math.sqrt(b * b - 4 * a * c);
  return { low: k === 0 ? 0 : (-b - root) / (2 * a), high: k === n ? 1 : (-b + root) / (2 * a) };
}

/** Of some rows, how many are recited: count, share and interval. */
export function shareOf(rows: readonly Asked[]) {
  let recited = 0;
  for (const row of rows) if (row.recited) recited++;
  return { n: rows.length, recited, share: recited / rows.length, ...interval(recited, rows.length) };
}

/** The share recited, by copies. */
export const ladder = (model: string, context: number) =>
  COPIES.map((copies) => ({ copies, ...shareOf(exact(model, context, [copies])) }));

/** All copied passages together: the bounds of the groups, each an eighth of the whole. */
export function allOf(model: string, context: number) {
  const rungs = ladder(model, context).slice(1);
  const { n, recited, share } = shareOf(exact(model, context));
  let [down, up] = [0, 0];
  for (const rung of rungs) {
    down += (rung.share - rung.low) ** 2 / rungs.length ** 2;
    up += (rung.high - rung.share) ** 2 / rungs.length ** 2;
  }
  return {
    n,
    recited,
    share,
    low: Math.max(0, share - Math.sqrt(down)),
    high: Math.min(1, share + Math.sqrt(up))
  };
}

/** A ladder as the points of a line. */
export const pointsOf = (model: string, context = 32) =>
  ladder(model, context).map(({ copies, share, low, high }) => ({ x: copies, y: share, low, high }));

/** The 97.5 % quantiles of Student's t, from a table, by degrees of freedom. */
const T: Record<number, number> = { 23: 2.0686576, 31: 2.0395134, 47: 2.0117405 };

/** A mean with its interval by Student's t. */
export function meanOf(values: readonly number[]) {
  const n = values.length;
  let [sum, squares] = [0, 0];
  for (const value of values) sum += value;
  for (const value of values) squares += (value - sum / n) * (value - sum / n);
  const half = (T[n - 1]! * Math.sqrt(squares / (n - 1))) / Math.sqrt(n);
  return { mean: sum / n, low: sum / n - half, high: sum / n + half, n };
}

/** The longest stretch of any of these texts that stands in the training text, of three tokens or more. */
export function longestRun(texts: readonly (readonly number[])[]): number {
  const bytes = readFileSync(join('static', 'lab', manifest.corpus.tokens.path));
  const stream = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  const key = (ids: ArrayLike<number>, at: number) => (ids[at]! * 4096 + ids[at + 1]!) * 4096 + ids[at + 2]!;
  const places = new Map<number, number[]>();
  for (const ids of texts) for (let at = 0; at + 2 < ids.length; at++) places.set(key(ids, at), []);
  for (let at = 0; at + 2 < stream.length; at++) places.get(key(stream, at))?.push(at);
  let longest = 0;
  for (const ids of texts) {
    for (let from = 0; from + 2 < ids.length; from++) {
      for (const at of places.get(key(ids, from))!) {
        let run = 3;
        while (from + run < ids.length && ids[from + run] === stream[at + run]) run++;
        longest = Math.max(longest, run);
      }
    }
  }
  return longest;
}

// Whatever is computed in two ways differs in its last digits.
expect.addEqualityTesters([
  (a: unknown, b: unknown) =>
    typeof a === 'number' && typeof b === 'number' && Number.isFinite(a) && Number.isFinite(b)
      ? Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b))
      : undefined
]);
