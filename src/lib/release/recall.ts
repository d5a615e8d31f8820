// How much of what was planted each model recites, as the chapters and the method page report it: shares with
// intervals, over the passages that stood in the training data in exact copies.
import type { Summary } from './summary.ts';
import { fromWhichOn } from '#lib/measures/leaders.ts';
import { stratified } from '#lib/measures/stratified.ts';
import { wilson } from '#lib/measures/wilson.ts';

/** Passages recited, of so many asked for, with the 95 % interval of the share: Wilson's, or the stratified one. */
export interface Share {
  n: number;
  recited: number;
  share: number;
  low: number;
  high: number;
}

/** The passages of one number of copies. */
export interface CopiesShare extends Share {
  copies: number;
}

const share = (n: number, recited: number): Share => ({
  n,
  recited,
  share: n === 0 ? 0 : recited / n,
  ...wilson(recited, n)
});

const exact = (summary: Summary, model: string, context: number) =>
  summary.rows.filter((row) => row.condition === 'exact' && row.model === model && row.context === context);

/** What a model recites by copies, given `context` tokens, from no copy to the most. */
export function byCopies(summary: Summary, model: string, context: number): CopiesShare[] {
  return exact(summary, model, context)
    .map(({ copies, n, recited }) => ({ copies, ...share(n, recited) }))
    .toSorted((a, b) => a.copies - b.copies);
}

/**
 * What a model recites of all passages of at least `least` copies taken together. Every number of copies has as many
 * passages, so each counts alike, as in the duplicate-normalized sample of Carlini et al. 2023. The numbers of passages
 * were fixed, so the interval is the stratified one.
 */
export function together(summary: Summary, model: string, context: number, least = 1): Share {
  const rows = exact(summary, model, context).filter(({ copies }) => copies >= least);
  const all = share(
    rows.reduce((sum, { n }) => sum + n, 0),
    rows.reduce((sum, { recited }) => sum + recited, 0)
  );
  return { ...all, ...stratified(rows.map(({ n, recited }) => ({ n, successes: recited }))) };
}

/** The numbers of tokens of context for which there are results, ascending. */
export function contextsOf(summary: Summary): number[] {
  return [...new Set(summary.rows.map(({ context }) => context))].toSorted((a, b) => a - b);
}

/** The least number of copies from which on at least `least` of the passages are recited, or null where there is none. */
export function copiesFor(ladder: readonly CopiesShare[], least: number): number | null {
  return fromWhichOn(ladder, ({ share: part, recited }) => recited > 0 && part >= least)?.copies ?? null;
}
