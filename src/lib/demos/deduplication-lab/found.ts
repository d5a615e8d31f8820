// What a run has found, as the lab shows it.
import type { Exact, Overview } from '#lib/corpus/dedup/deduplicator.ts';
import { clusters, type Merge, type Near } from '#lib/corpus/dedup/near.ts';
import type { Point } from '#lib/charts/types.ts';
import type { LabState } from './state.ts';

export interface Found {
  /** What was asked. */
  asked: LabState;
  overview: Overview;
  exact: Exact;
  near: Near;
}

/** Documents of which one stays: near duplicates, or one alone that stands there more than once. */
export interface Cluster {
  /** Indices of its documents; the first stays. */
  members: number[];
  /** Documents that go, with all copies. */
  gone: number;
}

/** Near duplicates first, then single documents with copies; what loses most before what loses less. */
export function clustersOf({ overview: { documents }, near }: Found): Cluster[] {
  const withGone = (members: number[]): Cluster => ({
    members,
    gone: members.reduce((sum, i) => sum + documents[i]!.copies, -1)
  });
  const byLoss = (a: Cluster, b: Cluster) => b.gone - a.gone || a.members[0]! - b.members[0]!;
  const found = clusters(near.merges).map(withGone);
  const inOne = new Set(found.flatMap(({ members }) => members));
  const alone = documents.flatMap(({ copies }, i) => (copies > 1 && !inOne.has(i) ? [withGone([i])] : []));
  return [...found.sort(byLoss), ...alone.sort(byLoss)];
}

/** Different documents that go at Jaccard thresholds from `least` up: each merge above one takes one document away. */
export function goneByThreshold(merges: readonly Merge[], least: number): Point[] {
  const steps = Math.round((1 - least) / 0.05);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const x = Math.round((least + 0.05 * i) * 100) / 100;
    return { x, y: merges.filter(({ jaccard }) => jaccard > x).length };
  });
}
