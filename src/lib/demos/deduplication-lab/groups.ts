// The documents of a collection by kind, and what goes of each kind.
import type { CollectionDocument } from '#lib/corpus/dedup/collection.ts';
import { percent } from '#lib/words/percent.ts';

export interface Group {
  name: string;
  /** Indices of its documents. */
  members: number[];
}

/** What goes of a group. */
export interface GroupCount {
  name: string;
  /** Different documents, and with all copies. */
  documents: number;
  all: number;
  /** Tokens of the different documents, and those that go as repeated runs. */
  tokens: number;
  inRuns: number;
  /** Different documents that go as near duplicates of another, by each rule. */
  near: number[];
}

const NAMES: Record<string, string> = {
  address: 'Addresses of presidents',
  passage: 'Paragraphs, copied exactly',
  near: 'Near copies',
  fragment: 'Pieces of paragraphs',
  canary: 'Made-up secrets',
  pattern: 'Sentences made by one rule',
  text: 'Your documents'
};

/**
 * The documents by kind, near copies also by the per cent of their tokens that were replaced.
 *
 * @param levels that per cent, by the id of the passage, which the id of a near copy begins with
 */
export function groupsOf(
  documents: readonly CollectionDocument[],
  levels: Readonly<Record<string, number>>
): Group[] {
  const groups = new Map<string, number[]>();
  documents.forEach(({ id, kind }, i) => {
    const level = kind === 'near' ? levels[id.split('-')[0]!] : undefined;
    const kindName = NAMES[kind] ?? kind;
    const name = level === undefined ? kindName : `${kindName}, ${percent(level / 100)} replaced`;
    const members = groups.get(name);
    if (members) members.push(i);
    else groups.set(name, [i]);
  });
  return [...groups].map(([name, members]) => ({ name, members }));
}

/**
 * Counts what goes of each group.
 *
 * @param inRuns tokens that go as repeated runs, by document
 * @param clusters clusters of near duplicates, of which the first stays, by rule
 */
export function countGroups(
  groups: readonly Group[],
  documents: readonly CollectionDocument[],
  inRuns: ArrayLike<number>,
  clusters: readonly (readonly (readonly number[])[])[]
): GroupCount[] {
  const gone = clusters.map((found) => new Set(found.flatMap((members) => members.slice(1))));
  const sum = (members: number[], of: (i: number) => number) =>
    members.reduce((total, i) => total + of(i), 0);
  return groups.map(({ name, members }) => ({
    name,
    documents: members.length,
    all: sum(members, (i) => documents[i]!.copies),
    tokens: sum(members, (i) => documents[i]!.length),
    inRuns: sum(members, (i) => inRuns[i]!),
    near: gone.map((removed) => members.filter((i) => removed.has(i)).length)
  }));
}
