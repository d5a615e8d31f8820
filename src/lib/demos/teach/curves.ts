import type { Series } from '#lib/charts/types.ts';
import type { Track } from './session.svelte.ts';
import type { Shown } from './start.ts';

/** The lines of lessons as far as the reader looks, a pair for each model; null where there is no step yet. */
export function curves(
  tracks: readonly Track[]
): { bits: Series[]; matched: Series[]; asked: number } | null {
  if (tracks.every(({ lesson }) => lesson.points.length < 2)) return null;
  const lines = (y: (point: Shown) => number) =>
    tracks.map(({ model, points }): Series => ({
      id: model.id,
      label: model.label,
      tone: model.tone,
      points: points.map((point, x) => ({ x, y: y(point) }))
    }));
  return {
    bits: lines(({ bits }) => bits),
    matched: lines(({ matched }) => matched),
    asked: Math.max(...tracks.map(({ lesson }) => lesson.asked))
  };
}
