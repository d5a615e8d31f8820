// Near-duplicate documents: proposed by MinHash, verified, joined into clusters.
import { editDistanceWithin } from '#lib/measures/edit-distance-within.ts';
import { idsOf, type Collection } from './collection.ts';
import { candidates, jaccard, type Banding } from './minhash.ts';

export interface NearSettings extends Banding {
  /** Tokens or words of a shingle. */
  k: number;
  /** Documents are near duplicates if their Jaccard similarity is above this ... */
  jaccard: number;
  /** ... and their edit similarity, 1 - edit distance / longer length, above this. */
  edit: number;
}

/** Lee et al. 2022 (arXiv:2107.06499), appendix A: 9,000 hashes. */
export const PAPER: NearSettings = { k: 5, bands: 450, rows: 20, jaccard: 0.8, edit: 0.8 };

/** Two documents that count as near duplicates, and by which two clusters became one. */
export interface Merge {
  /** Indices of the documents, the earlier first. */
  a: number;
  b: number;
  jaccard: number;
  /** Edit similarity. */
  edit: number;
}

export interface Near {
  /** Pairs that were compared. */
  candidates: number;
  /** Those of them above the Jaccard threshold. */
  above: number;
  /** What joins the clusters, most similar first: no merge is between documents that earlier ones have joined. */
  merges: Merge[];
}

/** How far a run has come: pairs found, then pairs compared. */
export type OnProgress = (step: 'hash' | 'compare', done: number, total: number) => void;

/**
 * The near duplicates among the documents of a collection, as Lee et al. 2022 find them: MinHash proposes pairs, their
 * Jaccard and edit similarity decide. Clusters are connected components, so the pairs are taken as in Kruskal's
 * algorithm, most similar first, and the edit similarity of documents that are in one cluster already is not computed.
 *
 * @param sets its documents as sets of shingles of the length that the settings say
 */
export function nearDuplicates(
  collection: Collection,
  sets: readonly Int32Array[],
  settings: NearSettings,
  onProgress: OnProgress = () => {}
): Near {
  const { documents } = collection;
  const pairs = candidates(sets, settings, SEED, (band) => onProgress('hash', band, settings.bands));
  const similarity = new Float64Array(pairs.a.length);
  const order: number[] = [];
  for (let p = 0; p < similarity.length; p++) {
    if (p % 4096 === 0) onProgress('compare', p, similarity.length);
    const [a, b] = [sets[pairs.a[p]!]!, sets[pairs.b[p]!]!];
    // The smaller set over the larger is the most that it can be.
    if (Math.min(a.length, b.length) <= settings.jaccard * Math.max(a.length, b.length)) continue;
    similarity[p] = jaccard(a, b);
    if (similarity[p]! > settings.jaccard) order.push(p);
  }
  order.sort((p, q) => similarity[q]! - similarity[p]! || p - q);

  const components = new Components(documents.length);
  const counts = new Int32Array(collection.alphabet);
  const merges: Merge[] = [];
  order.forEach((p, done) => {
    if (done % 256 === 0) onProgress('compare', done, order.length);
    const a = pairs.a[p]!;
    const b = pairs.b[p]!;
    if (components.find(a) === components.find(b)) return;
    const edit = editSimilarityAbove(
      idsOf(collection, documents[a]!),
      idsOf(collection, documents[b]!),
      settings.edit,
      counts
    );
    if (edit === null) return;
    components.join(a, b);
    merges.push({ a, b, jaccard: similarity[p]!, edit });
  });
  return { candidates: similarity.length, above: order.length, merges };
}

/** Chooses the hash functions: the same in every run, so that a link shows everyone the same. */
const SEED = 20220526;

/** The edit similarity of two sequences where it is above `threshold`, else null. `counts` is all 0, before and after. */
function editSimilarityAbove(
  a: Uint16Array | Int32Array,
  b: Uint16Array | Int32Array,
  threshold: number,
  counts: Int32Array
): number | null {
  const longer = Math.max(a.length, b.length);
  const allowed = (1 - threshold) * longer;
  // There are at least as many edits as one has tokens that the other lacks.
  for (const id of a) counts[id]!++;
  for (const id of b) counts[id]!--;
  let extra = 0;
  let missing = 0;
  for (const ids of [a, b]) {
    for (const id of ids) {
      const n = counts[id]!;
      if (n > 0) extra += n;
      else missing -= n;
      counts[id] = 0;
    }
  }
  if (Math.max(extra, missing) > allowed) return null;
  const similarity = 1 - editDistanceWithin(a, b, allowed) / longer;
  return similarity > threshold ? similarity : null;
}

/** Disjoint sets, each known by its first member. */
class Components {
  #parent: Int32Array;

  constructor(n: number) {
    this.#parent = Int32Array.from({ length: n }, (_, i) => i);
  }

  find(i: number): number {
    const parent = this.#parent;
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
    return i;
  }

  join(i: number, j: number): void {
    const [a, b] = [this.find(i), this.find(j)];
    this.#parent[Math.max(a, b)] = Math.min(a, b);
  }
}

/**
 * The clusters of two documents or more that merges above a Jaccard threshold make, each ascending: the first stays.
 * Largest first.
 */
export function clusters(merges: readonly Merge[], threshold = 0): number[][] {
  const kept = merges.filter(({ jaccard }) => jaccard > threshold);
  const most = kept.reduce((most, { b }) => Math.max(most, b), -1);
  const components = new Components(most + 1);
  for (const { a, b } of kept) components.join(a, b);
  const groups = new Map<number, number[]>();
  for (const i of new Set(kept.flatMap(({ a, b }) => [a, b]))) {
    const root = components.find(i);
    const group = groups.get(root);
    if (group) group.push(i);
    else groups.set(root, [i]);
  }
  return [...groups.values()]
    .map((group) => group.sort((a, b) => a - b))
    .sort((a, b) => b.length - a.length || a[0]! - b[0]!);
}
