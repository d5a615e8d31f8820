import { align, normalizedEditDistance } from '#lib/measures/edit-distance.ts';
import { suffixArray } from '../suffix-array.ts';
import { idsOf, type Collection, type CollectionDocument, type Spelling } from './collection.ts';
import { lcpArray } from './lcp.ts';
import { jaccard, shingles } from './minhash.ts';
import { nearDuplicates, type Near, type NearSettings, type OnProgress } from './near.ts';
import {
  keptStretches,
  maximalRuns,
  previousRepeats,
  removedStretches,
  removedTokens,
  type Repeats,
  type Stretch
} from './repeats.ts';

/** What is removed from a collection if runs of `min` tokens or more may occur only once. */
export interface Removal {
  min: number;
  /** Tokens removed if every distinct document occurred once. */
  once: number;
  /** With all copies. */
  all: number;
}

/** What a collection is, and what of it repeats, before anything is asked. */
export interface Overview {
  unit: Collection['unit'];
  documents: readonly CollectionDocument[];
  /** Exact-substring deduplication at growing thresholds. */
  removals: Removal[];
}

/** A place in a collection: a document by index, and the offset in it. */
export interface Place {
  document: number;
  at: number;
}

/** A run that goes, the place before it where it stays, and how it begins. */
export interface RepeatedRun {
  here: Place;
  before: Place;
  length: number;
  text: string;
}

export interface Exact extends Removal {
  /** Tokens that go of each document, its further copies aside. */
  byDocument: Int32Array;
  /** How many runs there are, and the longest of them. */
  count: number;
  runs: RepeatedRun[];
}

/** A token of one document beside another: whether both have it there. */
export interface Beside {
  text: string;
  same: boolean;
}

/** Two documents beside each other. */
export interface Comparison {
  jaccard: number;
  /** Edit similarity; of what is shown, where that is not all. */
  edit: number;
  a: Beside[];
  b: Beside[];
  /** Whether the documents continue beyond what is shown. */
  cut: boolean;
}

const THRESHOLDS: Record<Collection['unit'], readonly number[]> = {
  token: [10, 13, 16, 20, 25, 32, 40, 50, 64, 80, 100, 128, 150, 200],
  word: [2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50, 64, 80, 100]
};

/** Runs listed, and tokens of each shown. */
const RUNS = 6;
const RUN_TEXT = 60;
/** Tokens of a document laid beside another: the alignment takes their product in memory. */
const BESIDE = 600;

/** Both kinds of deduplication over one collection; the suffix array that they share is made once. */
export class Deduplicator {
  readonly collection: Collection;
  #spelling: Spelling;
  #suffixes: { sa: Int32Array; lcp: Int32Array };
  #repeats: Repeats;
  #last: { k: number; sets: Int32Array[] } | undefined;

  constructor(collection: Collection, spelling: Spelling) {
    this.collection = collection;
    this.#spelling = spelling;
    const { stream, alphabet } = collection;
    const sa = suffixArray(stream, alphabet);
    this.#suffixes = { sa, lcp: lcpArray(stream, sa) };
    this.#repeats = previousRepeats(collection, sa, this.#suffixes.lcp);
  }

  overview(): Overview {
    const { unit, documents } = this.collection;
    return {
      unit,
      documents,
      removals: THRESHOLDS[unit].map((min) => {
        const { once, all } = removedTokens(this.collection, this.#repeats, min);
        return { min, once, all };
      })
    };
  }

  /** Exact-substring deduplication at one threshold. */
  exact(min: number): Exact {
    const runs = maximalRuns(this.#repeats, min);
    return {
      min,
      ...removedTokens(this.collection, this.#repeats, min),
      count: runs.length,
      runs: runs.slice(0, RUNS).map(({ at, length, source }) => {
        const text = this.#spelling.text(at, at + Math.min(length, RUN_TEXT));
        return { here: this.#place(at), before: this.#place(source), length, text };
      })
    };
  }

  /** Where the runs of `min` tokens or more are: the places that go, and the earlier ones that stay. */
  runs(min: number): { go: Stretch[]; stay: Stretch[] } {
    return { go: removedStretches(this.#repeats, min), stay: keptStretches(this.#repeats, min) };
  }

  /** Near duplicates by MinHash. */
  near(settings: NearSettings, onProgress?: OnProgress): Near {
    return nearDuplicates(this.collection, this.shingles(settings.k), settings, onProgress);
  }

  /** The documents as sets of k-grams; those asked for last are kept. */
  shingles(k: number): Int32Array[] {
    if (this.#last?.k !== k) {
      const { sa, lcp } = this.#suffixes;
      this.#last = { k, sets: shingles(this.collection, sa, lcp, k) };
    }
    return this.#last.sets;
  }

  /** Two documents side by side, with their Jaccard similarity by k-grams. */
  compare(a: number, b: number, k: number): Comparison {
    const { documents } = this.collection;
    const sets = this.shingles(k);
    const shown = (i: number) => idsOf(this.collection, documents[i]!).subarray(0, BESIDE);
    const [left, right] = [shown(a), shown(b)];
    const beside = (i: number): Beside[] =>
      Array.from(shown(i), (_, at) => ({
        text: this.#spelling.piece(documents[i]!.start + at),
        same: false
      }));
    const comparison: Comparison = {
      jaccard: jaccard(sets[a]!, sets[b]!),
      edit: 1 - normalizedEditDistance(left, right),
      a: beside(a),
      b: beside(b),
      cut: Math.max(documents[a]!.length, documents[b]!.length) > BESIDE
    };
    for (const edit of align(left, right)) {
      if (edit.op === 'equal') comparison.a[edit.a]!.same = comparison.b[edit.b]!.same = true;
    }
    return comparison;
  }

  #place(position: number): Place {
    const document = this.collection.documents.findLastIndex(({ start }) => start <= position);
    return { document, at: position - this.collection.documents[document]!.start };
  }
}
