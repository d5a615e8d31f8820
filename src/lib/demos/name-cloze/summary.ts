import type { ModelEntry } from '#lib/release/manifest.ts';
import { wilson, type Interval } from '#lib/measures/wilson.ts';
import { answerOf, type ClozeItem, type ClozeRecord } from './record.ts';
import { shares } from './cloze.ts';

/** Bounds of the groups in which passages are counted together: never read, seldom, more often, most often. */
const GROUPS = [0, 4, 16, Infinity];

/** How often a model named the right person, over the passages of some numbers of copies. */
export interface Count extends Interval {
  /** Least and most copies of the passages counted. */
  from: number;
  to: number;
  passages: number;
  right: number;
  /** How many would be right if every answer were the commonest name. */
  commonest: number;
}

/** All that the demo needs of what was recorded. */
export interface ClozeData {
  release: string;
  models: ModelEntry[];
  names: string[];
  /** The commonest name in the gaps, over all passages recorded. */
  commonest: string;
  items: ClozeShown[];
  /** Largest model with all copies, by group of copies. */
  counts: Count[];
}

/** A passage as the page has it: `shares` by model, in the order of the names. */
export type ClozeShown = Omit<ClozeItem, 'logprobs'> & { shares: Record<string, number[]> };

/** Counts of one model over all passages recorded, in groups by copies. 95 % Wilson intervals. */
export function countsOf({ names, items }: ClozeRecord, model: string): Count[] {
  const often = commonestOf(items);
  return GROUPS.flatMap((most, i) => {
    const group = items.filter(({ copies }) => copies <= most && (i === 0 || copies > GROUPS[i - 1]!));
    if (group.length === 0) return [];
    const right = group.filter(({ name, logprobs }) => answerOf(names, logprobs[model]!) === name).length;
    const copies = group.map((item) => item.copies);
    return [
      {
        from: Math.min(...copies),
        to: Math.max(...copies),
        passages: group.length,
        right,
        commonest: group.filter(({ name }) => name === often).length,
        ...wilson(right, group.length)
      }
    ];
  });
}

/** The name that fills most gaps; of equals the one that comes first. */
export function commonestOf(items: readonly { name: string }[]): string {
  const counts = Map.groupBy(items, ({ name }) => name);
  return [...counts].toSorted(([, a], [, b]) => b.length - a.length)[0]![0];
}

/** The first `each` passages of every number of copies, in the order of the record. */
export function shownOf({ items }: ClozeRecord, each: number): ClozeShown[] {
  return [...Map.groupBy(items, ({ copies }) => copies)]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([, group]) => group.slice(0, each))
    .map(({ logprobs, ...item }) => ({
      ...item,
      shares: Object.fromEntries(
        Object.entries(logprobs).map(([model, list]) => [
          model,
          shares(list).map((x) => Number(x.toFixed(3)))
        ])
      )
    }));
}
