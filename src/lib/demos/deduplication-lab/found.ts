// What a run has found, as the lab shows it.
import type { CollectionDocument } from '#lib/corpus/dedup/collection.ts';
import type { Overview } from '#lib/corpus/dedup/deduplicator.ts';
import { clusters, type Merge, type Near } from '#lib/corpus/dedup/near.ts';
import type { ExactAnswer } from '#lib/corpus/dedup/protocol.ts';
import type { Point } from '#lib/charts/types.ts';
import { count } from '#lib/words/number.ts';
import { quoted } from '../link.ts';
import { ruleOf, type Rule } from './rules.ts';
import type { LabStart } from './start.ts';
import type { LabState } from './state.ts';

export interface Found {
  /** What was asked. */
  asked: LabState;
  overview: Overview;
  exact: ExactAnswer;
  near: Near;
}

/** Documents of which one stays: near duplicates, or a single one that occurs more than once. */
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

/** What goes by each notion of a copy. */
export interface Answer {
  /** Worked out when the page was built, or here. */
  origin: 'recorded' | 'live';
  unit: 'token' | 'word';
  /** With all copies, and those of them that repeat another word for word. */
  documents: number;
  copies: number;
  /** Units of a run at least; units of the different documents; those of them in runs that go. */
  min: number;
  units: number;
  inRuns: number;
  /** By the rule for near duplicates; null where it has not been run. */
  near: {
    gone: number;
    /** Null where they were not counted. */
    clusters: number | null;
    /** Documents too short for one shingle, which no rule compares; null where they were not counted. */
    short: number | null;
    k: number;
  } | null;
}

/** What a run has found, in numbers. */
export function answerOf(found: Found): Answer {
  const { documents, unit } = found.overview;
  const joined = clustersOf(found).filter(({ members }) => members.length > 1);
  const { k } = found.asked.near;
  return {
    origin: 'live',
    unit,
    documents: documents.reduce((sum, { copies }) => sum + copies, 0),
    copies: documents.reduce((sum, { copies }) => sum + copies - 1, 0),
    min: found.exact.min,
    units: documents.reduce((sum, { length }) => sum + length, 0),
    inRuns: found.exact.once,
    near: {
      gone: joined.reduce((sum, { members }) => sum + members.length - 1, 0),
      clusters: joined.length,
      short: documents.filter(({ length }) => length < k).length,
      k
    }
  };
}

/** What was worked out of the corpus when the page was built, where it answers what is set; else null. */
export function recordedAnswer(start: LabStart, { min, near }: LabState): Answer | null {
  const rule = RECORDED.indexOf(ruleOf(near)?.id);
  const removal = start.removals.find((each) => each.min === min);
  if (rule < 0 || !removal) return null;
  return {
    origin: 'recorded',
    unit: 'token',
    documents: start.documents.all,
    copies: start.documents.all - start.documents.once,
    min,
    units: start.tokens.once,
    inRuns: removal.once,
    near: {
      gone: start.groups.reduce((sum, group) => sum + group.near[rule]!, 0),
      clusters: null,
      short: null,
      k: near.k
    }
  };
}

/** The rules by which the near duplicates of the corpus are counted in `LabStart.groups`, in their order. */
const RECORDED: (string | undefined)[] = ['quick', 'loose'] satisfies Rule['id'][];

/** What readers call a document. */
export const nameOf = ({ id, title, kind }: CollectionDocument) =>
  kind === 'text' || kind === 'address' ? title : `${title} (${id})`;

/** A number with its noun: "1 document", "2,000 copies". */
export const counted = (n: number, one: string, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

/** What goes, in sentences. */
export function sayAnswer({ unit, documents, copies, min, units, inRuns, near }: Answer): string {
  const whole = `${counted(documents, 'document')}, ${count(documents - copies)} of them different: comparing whole documents takes away ${counted(copies, 'copy', 'copies')}.`;
  const runs = `Of the ${counted(units, unit)} left, ${count(inRuns)} ${inRuns === 1 ? 'lies' : 'lie'} in runs of ${min} or more that occur earlier.`;
  if (near === null) return `${whole} ${runs}`;
  const clusters = near.clusters === null ? '' : `, in ${counted(near.clusters, 'cluster')}`;
  const alike = `The rule for near duplicates takes ${counted(near.gone, 'document')}${clusters}.`;
  const short =
    near.short !== null && near.short > 0
      ? ` ${counted(near.short, 'document is', 'documents are')} shorter than the ${near.k} ${unit}s of a shingle: the rule never compares ${near.short === 1 ? 'it' : 'them'}.`
      : '';
  return `${whole} ${runs} ${alike}${short}`;
}

/** What a run was of, after "Found ": for an answer that is older than the question. */
export const sayAsked = ({ source, text, min }: LabState): string =>
  source === 'corpus'
    ? `in the training corpus, with runs of ${min} tokens or more`
    : `in your text that began ${quoted(text.trim().replaceAll(/\s+/g, ' '))}, with runs of ${min} words or more`;

/** Documents that go as near duplicates of one that stays, both counted from 1 over the whole text. */
export function nearOf({ overview: { documents }, near }: Found): Map<number, number> {
  const number = (i: number) => Number(documents[i]!.id);
  return new Map(
    clusters(near.merges).flatMap(([first, ...rest]) => rest.map((i) => [number(i), number(first!)] as const))
  );
}
