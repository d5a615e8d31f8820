// The share of the chapters that is filled, by threshold, by copies and by size of the model, as lines.
import type { Series } from '#lib/charts/types.ts';
import { THRESHOLDS } from './levels.ts';
import type { Chapter, WholeWorkStart } from './start.ts';
import { copiesOf } from './words.ts';

type Covered = Pick<WholeWorkStart, 'chapters' | 'reaching' | 'models'>;

/** The chapters drawn at random, by copies, from none to the most. */
export function rungsOf(chapters: readonly Chapter[]): { copies: number; chapters: Chapter[] }[] {
  const drawn = chapters.filter(({ drawn }) => drawn);
  return [...new Set(drawn.map(({ copies }) => copies))]
    .toSorted((a, b) => a - b)
    .map((copies) => ({ copies, chapters: drawn.filter((chapter) => chapter.copies === copies) }));
}

/** Mean share of these chapters, each counted once, that reaches a threshold. */
export function shareOf(
  { reaching }: Covered,
  model: string,
  chapters: readonly Chapter[],
  at: number
): number {
  const shares = chapters.map(({ id, tokens }) => reaching[model]![id]![at]! / (tokens - 99));
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** Of one model, a line for each number of copies, over how many draws it takes: one over each threshold. */
export const byThreshold = (start: Covered, model: string): Series[] =>
  rungsOf(start.chapters).map(({ copies, chapters }, at, all) => ({
    id: String(copies),
    label: copiesOf(copies),
    tone: all.length > 1 ? at / (all.length - 1) : 1,
    points: THRESHOLDS.map((p, i) => ({ x: 1 / p, y: shareOf(start, model, chapters, i) })).toReversed()
  }));

/** At one threshold, a line for each model that read all copies, over the copies. */
export function byCopies(start: Covered, threshold: number): Series[] {
  const at = THRESHOLDS.indexOf(threshold as (typeof THRESHOLDS)[number]);
  return start.models.map(({ id, label, data, parameters }) => {
    const sizes = [...new Set(start.models.map((each) => each.parameters))].toSorted((a, b) => a - b);
    return {
      id,
      label: data === 'works' ? label : `${label}, each once`,
      tone: sizes.length > 1 ? sizes.indexOf(parameters) / (sizes.length - 1) : 1,
      dashed: data !== 'works',
      points: rungsOf(start.chapters).map(({ copies, chapters }) => ({
        x: copies,
        y: shareOf(start, id, chapters, at)
      }))
    };
  });
}
