// What the lab shows before anything is loaded: the corpus deduplicated when the page was built.
import type { Comparison, Removal } from '#lib/corpus/dedup/deduplicator.ts';
import type { FileEntry } from '#lib/release/manifest.ts';
import type { GroupCount } from './groups.ts';

/** How alike the near copies of one passage are, taken two at a time. */
export interface NearCopies {
  /** Per cent of the tokens replaced in each. */
  level: number;
  pairs: number;
  /** Jaccard similarity of their 5-grams. */
  jaccard: { low: number; median: number; high: number };
  /** Median edit similarity. */
  edit: number;
}

/** What models made of the passages of a condition. */
export interface Recital {
  name: string;
  passages: number;
  /** Recited by the model with all copies, and by its deduplicated twin. */
  raw: number;
  twin: number;
}

export interface LabStart {
  release: string;
  files: { tokens: FileEntry; documents: FileEntry; tokenizer: FileEntry };
  levels: Record<string, number>;
  /** Documents and tokens of the corpus: different ones, and with all copies. */
  documents: { once: number; all: number };
  tokens: { once: number; all: number };
  removals: Removal[];
  /** The longest runs that occur twice, at the threshold of the paper; titles of the documents. */
  runs: { count: number; longest: { length: number; here: string; before: string; text: string }[] };
  /** `near` by the thresholds of the paper, then by the loose rule. */
  groups: GroupCount[];
  nearCopies: NearCopies[];
  /** Two near copies of one passage, how they begin. */
  example: { a: string; b: string; level: number; comparison: Comparison };
  /** The largest size that has a twin. */
  models: { label: string; given: number; rows: Recital[] } | null;
}
