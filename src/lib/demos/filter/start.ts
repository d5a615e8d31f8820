import type { FileEntry, ModelEntry } from '#lib/release/manifest.ts';
import type { Segment } from './segments.ts';
import type { Asked, Way } from './ways.ts';

/** What a filter stops: runs of tokens as they are, or of words whatever their case and the punctuation between them. */
export type Form = 'exact' | 'folded';

/** An answer as it was recorded. */
export interface Told {
  segments: Segment[];
  /** Whether the model ended the text. */
  ended: boolean;
  /** Share of the words that would have to be changed to make it the book's. */
  distance: number;
}

/** One of the recorded answers. `form` is null without a filter. */
export interface Recorded extends Told {
  way: Way;
  form: Form | null;
  n: number;
}

export interface ShownPassage {
  id: string;
  chapter: number;
  /** What a model is given of it as it stands. */
  given: string;
  /** What follows in the book. */
  truth: string;
  /** What is asked in each way, and its text. */
  asked: (Asked & { text: string })[];
  /** Bits that the next tokens of the passage cost the model: its negative log2 probability of them. */
  bits: number;
  recorded: Recorded[];
}

/** Of the passages that were asked for, how many came out. */
export interface Count {
  way: Way;
  form: Form | null;
  n: number;
  /** Without a mistake in any word; and with so few that the answer is near-verbatim. */
  recited: number;
  near: number;
  /** Mean share of the words that would have to be changed. */
  distance: number;
}

/** Texts that a filter by likeness is tried on. */
export interface Tried {
  label: string;
  /** Whether a filter should stop them. */
  copies: boolean;
  /** By text, the share of its runs of three words that stand in one training document. */
  likeness: number[];
}

/** All that is shown before anything is loaded. */
export interface FilterStart {
  release: string;
  model: ModelEntry;
  corpus: { tokens: FileEntry; documents: FileEntry };
  /** Tokens given and asked for. */
  given: number;
  tokens: number;
  /** The token of the end of a document. */
  bos_token_id: number;
  /** How often the model read each passage, and how many such passages there are. */
  copies: number;
  total: number;
  /** Tokens or words of a run that can be stopped, and the run that was recorded. */
  runs: number[];
  usual: number;
  passages: ShownPassage[];
  counts: Count[];
  tried: Tried[];
  /** Tokens that `bits` counts, and the median bits of passages that the model never read. */
  costed: number;
  unread: number;
}
