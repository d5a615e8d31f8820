import type { Point } from '#lib/engine/lesson.ts';
import { COPY } from '#lib/measures/copy.ts';
import { times } from '#lib/words/number.ts';
import { list } from '#lib/words/list.ts';
import type { Lesson, Shown } from './start.ts';

/** Whether what came is marked: a copy from its first token, or the whole, if that is shorter. */
const isCopy = (matched: number, asked: number) => matched >= Math.min(COPY, asked);

/**
 * A point as it is shown.
 * @param read whether the model has read the sentence by then
 */
export function shownOf(
  { kind, answer, matched, bits, price }: Point,
  asked: number,
  read: boolean,
  decode: (ids: readonly number[]) => string
): Shown {
  return {
    kind,
    text: decode(answer),
    marked: read && isCopy(matched, asked) ? decode(answer.slice(0, matched)).length : 0,
    matched,
    bits,
    ...(price && { price })
  };
}

/** The points of a whole lesson, in their order. */
export function shownAll(
  points: readonly Point[],
  asked: number,
  decode: (ids: readonly number[]) => string
): Shown[] {
  let read = false;
  return points.map((point) => shownOf(point, asked, (read ||= point.kind === 'read'), decode));
}

/** Steps of one kind that follow one another, in the order of the lesson. */
export interface Phase {
  kind: NonNullable<Shown['kind']>;
  steps: number;
}

export function phasesOf(points: readonly Shown[]): Phase[] {
  const phases: Phase[] = [];
  for (const { kind } of points) {
    if (!kind) continue;
    const last = phases.at(-1);
    if (last?.kind === kind) last.steps++;
    else phases.push({ kind, steps: 1 });
  }
  return phases;
}

/** Where a lesson stands, such as "after 52 readings and 20 steps of other text". */
export function stageOf(points: readonly Shown[]): string {
  const phases = phasesOf(points);
  if (phases.length === 0) return 'before any reading';
  let read = false;
  return `after ${list(
    phases.map(({ kind, steps }) => {
      const s = steps === 1 ? '' : 's';
      if (kind === 'other') return `${steps} step${s} of other text`;
      if (kind === 'unlearn') return `${steps} step${s} of unlearning`;
      const words = `${steps} ${read ? 'further ' : ''}reading${s}`;
      read = true;
      return words;
    })
  )}`;
}

/** Readings of each time that it was read until it came whole: at first, and after it had faded. */
export function recitals(lesson: Pick<Lesson, 'points' | 'asked'>): number[] {
  const counts: number[] = [];
  let readings = 0;
  let whole = false;
  for (const { kind, matched } of lesson.points) {
    if (kind === 'read') readings++;
    const now = matched === lesson.asked;
    if (now && !whole && kind === 'read') {
      counts.push(readings);
      readings = 0;
    }
    if (now && kind === 'read') readings = 0;
    whole = now;
  }
  return counts;
}

/** What a model knows, in a sentence. */
export function told(label: string, { asked, points }: Pick<Lesson, 'asked' | 'points'>): string {
  const last = points.at(-1)!;
  const stage = stageOf(points);
  const readings = points.filter(({ kind }) => kind === 'read').length;
  if (readings === 0) return `Before any reading, the ${label} model goes on with words of its own.`;
  if (last.matched === asked) {
    return phasesOf(points).length === 1
      ? `Having read the sentence ${times(readings)}, the ${label} model recites it.`
      : `The ${label} model recites the sentence ${stage}.`;
  }
  return `The ${label} model has ${last.matched} of ${asked} tokens right ${stage}.`;
}

/** Tokens of the sentence, from the first, at which the filter stops an answer. */
export const FILTERED = 8;

/** Whether the filter would withhold an answer. */
export const isWithheld = ({ matched }: Shown, asked: number): boolean =>
  matched >= Math.min(FILTERED, asked);

/** The last look at the price up to a point, and after which steps that was. */
export function priceAt(points: readonly Shown[]): { price: NonNullable<Shown['price']>; at: number } | null {
  const at = points.findLastIndex(({ price }) => price !== undefined);
  return at < 0 ? null : { price: points[at]!.price!, at };
}
