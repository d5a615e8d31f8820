import type { RemoteFile } from '#lib/worker/download.ts';
import type { Reply as WorkerReply } from '#lib/worker/worker.ts';
import type { CorpusSource, ErrorCode } from '../protocol.ts';
import type { Comparison, Exact, Overview } from './deduplicator.ts';
import type { MarkedText } from './marked.ts';
import type { Near, NearSettings } from './near.ts';

/** What to deduplicate: the training corpus with its tokenizer, or a reader's text. */
export type Source =
  { type: 'corpus'; files: CorpusSource & { tokenizer: RemoteFile } } | { type: 'text'; text: string };

/** Exact-substring deduplication; of a reader's text also where its runs are. */
export type ExactAnswer = Exact & { marked: MarkedText | null };

/** What the worker does, by name: what it is asked, and what it answers. */
export interface Verbs {
  open: {
    ask: {
      source: Source;
      /** Ask the server even where the browser's cache has the files: the cached copy was damaged. */
      fresh: boolean;
    };
    answer: Overview;
  };
  exact: { ask: { min: number }; answer: ExactAnswer };
  near: { ask: { settings: NearSettings }; answer: Near };
  compare: { ask: { a: number; b: number; k: number }; answer: Comparison };
}

export type Verb = keyof Verbs;

export type Question = { [V in Verb]: { verb: V } & Verbs[V]['ask'] }[Verb];

export type Request = { id: number } & Question;

/** What is being done: bytes that have come, bands that are hashed, pairs that are compared. */
export type Step = 'load' | 'hash' | 'compare';

export type Progress = { step: Step; done: number; total: number };

/** A text that cannot be taken is an error `text`. */
export type Code = ErrorCode | 'text';

export type Reply = WorkerReply<Code, Progress>;
