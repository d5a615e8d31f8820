import { CodedError } from '#lib/worker/coded-error.ts';
import type { Cause } from '#lib/worker/causes.ts';
import type { RemoteFile } from '#lib/worker/download.ts';
import type { Reply as WorkerReply } from '#lib/worker/worker.ts';
import type { CorpusIndex } from './corpus-index.ts';
import type { CorpusDocument } from './suffix-index.ts';

export interface CorpusSource {
  tokens: RemoteFile;
  documents: RemoteFile;
}

/** What the worker answers: methods of the index. */
export type Verb =
  | 'count'
  | 'prob'
  | 'ntd'
  | 'infgramProb'
  | 'infgramNtd'
  | 'context'
  | 'getDoc'
  | 'spans'
  | 'copied'
  | 'phrase'
  | 'foldBy'
  | 'stops'
  | 'likeness'
  | 'spellBy'
  | 'shared';

export type Load = {
  type: 'load';
  source: CorpusSource;
  /** Ask the server even where the browser's cache has the files: the cached copy was damaged. */
  fresh: boolean;
};

export type Call = {
  [V in Verb]: { type: 'call'; verb: V; args: Parameters<CorpusIndex[V]> };
}[Verb];

export type Request = { id: number } & (Load | Call);

/** Milliseconds that each step of loading took. */
export interface Timings {
  download: number;
  index: number;
}

/** What loading comes to. */
export interface Loaded {
  documents: readonly CorpusDocument[];
  timings: Timings;
}

export type Progress = { loaded: number; total: number };

export type Reply = WorkerReply<ErrorCode, Progress>;

export type ErrorCode =
  | Cause
  /** The worker stopped. */
  | 'crashed'
  /** A mistake of ours. */
  | 'bug';

/** What went wrong with the corpus; `message` is for readers: what happened and what to do. */
export class CorpusError extends CodedError<ErrorCode> {
  override name = 'CorpusError';
}
