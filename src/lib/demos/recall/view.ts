// From outcomes to what is drawn: one value and its interval for each model and each way of planting.
import type { ModelEntry } from '#lib/release/manifest.ts';
import { largestFirst } from '#lib/release/models.ts';
import { NEAR_VERBATIM } from '#lib/measures/edit-distance.ts';
import { isDiscoverable } from '#lib/measures/extraction.ts';
import { mean } from '#lib/measures/mean.ts';
import { wilson } from '#lib/measures/wilson.ts';
import type { ModelOutcomes, Outcomes, Planted } from './outcomes.ts';

export const MEASURES = ['exact', 'near', 'run', 'probability', 'discoverable'] as const;
export type Measure = (typeof MEASURES)[number];
export const DATA = ['raw', 'dedup', 'both'] as const;

export interface Question {
  planted: Planted['condition'];
  /** Tokens of the passage given. */
  context: number;
  measure: Measure;
  /** Which models: trained on all copies, on each text once, or both kinds. */
  data: (typeof DATA)[number];
  /** Of (n, p)-discoverable extraction: samples, and the least chance that one of them is the truth. */
  n: number;
  p: number;
}

/** A way of planting, as chance assigned it to passages. */
export interface Column {
  copies: number;
  level: number | null;
}

export interface Cell {
  passages: number;
  /** How many of them count, under a measure that says yes or no. */
  hits: number | null;
  value: number;
  /** The 95 % interval over passages: Wilson's for shares, Student's for means; none of a single passage's mean. */
  low?: number | undefined;
  high?: number | undefined;
}

export interface View {
  columns: Column[];
  /** From the largest model to the smallest, the one with all copies first. */
  rows: { model: string; cells: Cell[] }[];
  /** Tokens asked for. */
  asked: number;
}

/** The chosen cell. */
export interface Place {
  model: string;
  column: Column;
}

export const sameColumn = (a: Column, b: Column) => a.copies === b.copies && a.level === b.level;

const asShare = (measure: Measure) => measure !== 'run' && measure !== 'probability';

/** What a measure makes of one output: 1 or 0, tokens, or a probability. `at`: its place among a model's outcomes. */
export function valueOf(
  outcomes: ModelOutcomes,
  at: number,
  asked: number,
  { measure, n, p }: Pick<Question, 'measure' | 'n' | 'p'>
): number {
  switch (measure) {
    case 'exact':
      return outcomes.matched[at] === asked ? 1 : 0;
    case 'near':
      return outcomes.distance[at]! / asked <= NEAR_VERBATIM ? 1 : 0;
    case 'run':
      return outcomes.run[at]!;
    case 'probability':
      return Math.exp(outcomes.logprob[at]!);
    case 'discoverable': {
      const logprob = outcomes.logprobTopK[at] ?? null;
      return logprob !== null && isDiscoverable(Math.min(0, logprob), n, p) ? 1 : 0;
    }
  }
}

/** The models that a question is about: from the largest to the smallest, each before its deduplicated twin. */
export const modelsOf = (models: readonly ModelEntry[], data: Question['data']) =>
  largestFirst(models.filter((model) => data === 'both' || model.data === data));

/** The ways of planting of one condition, the least first, and where the outcomes of their passages are. */
function plantings(outcomes: Outcomes, { planted, context }: Question) {
  const { passages, contexts } = outcomes;
  const c = contexts.indexOf(context);
  const found: { column: Column; places: { passage: Planted; at: number; asked: number }[] }[] = [];
  passages.forEach((passage, i) => {
    if (passage.condition !== planted) return;
    let planting = found.find(({ column }) => sameColumn(column, passage));
    if (!planting) {
      planting = { column: { copies: passage.copies, level: passage.level }, places: [] };
      found.push(planting);
    }
    const at = i * contexts.length + c;
    const asked = c >= 0 ? outcomes.asked[at]! : 0;
    if (asked > 0) planting.places.push({ passage, at, asked });
  });
  return found.sort(({ column: a }, { column: b }) => (a.level ?? 0) - (b.level ?? 0) || a.copies - b.copies);
}

/** Answers a question. */
export function viewOf(outcomes: Outcomes, models: readonly ModelEntry[], question: Question): View {
  const { measure, data } = question;
  const found = plantings(outcomes, question);
  const most = Math.max(0, ...found.flatMap(({ places }) => places.map(({ asked }) => asked)));
  return {
    columns: found.map(({ column }) => column),
    asked: most,
    rows: modelsOf(models, data).flatMap(({ id }) => {
      const made = outcomes.models[id];
      if (!made) return [];
      const cells = found.map(({ places }) => {
        const values = places.map(({ at, asked }) => valueOf(made, at, asked, question));
        return asShare(measure) ? share(values) : average(values, measure === 'run' ? most : 1);
      });
      return [{ model: id, cells }];
    })
  };
}

function share(values: readonly number[]): Cell {
  const hits = values.reduce((sum, value) => sum + value, 0);
  return { passages: values.length, hits, value: hits / values.length, ...wilson(hits, values.length) };
}

function average(values: readonly number[], most: number): Cell {
  if (values.length < 2) return { passages: values.length, hits: null, value: values[0] ?? 0 };
  const { mean: value, low, high } = mean(values);
  return { passages: values.length, hits: null, value, low: Math.max(0, low), high: Math.min(most, high) };
}

/** A passage of a cell and what the model made of it. */
export interface PassageOutcome {
  id: string;
  asked: number;
  /** As `valueOf` says. */
  value: number;
  matched: number;
  run: number;
  distance: number;
  logprob: number;
}

/** The passages of a cell, those that came out best first. */
export function passagesOf(
  outcomes: Outcomes,
  question: Question,
  { model, column }: Place
): PassageOutcome[] {
  const found = outcomes.models[model];
  if (!found) return [];
  const { places } = plantings(outcomes, question).find((each) => sameColumn(each.column, column)) ?? {
    places: []
  };
  return places
    .map(({ passage, at, asked }) => ({
      id: passage.id,
      asked,
      value: valueOf(found, at, asked, question),
      matched: found.matched[at]!,
      run: found.run[at]!,
      distance: found.distance[at]!,
      logprob: found.logprob[at]!
    }))
    .toSorted((a, b) => b.value - a.value || b.logprob - a.logprob);
}
