import type { DownloadErrorCode, RemoteFile } from '#lib/lab/download.ts';
import type { CorpusDocument, CorpusIndex } from './index.ts';

export interface CorpusSource {
  tokens: RemoteFile;
  documents: RemoteFile;
}

/** What the worker answers: methods of the index. */
export type Verb = 'count' | 'prob' | 'ntd' | 'infgramProb' | 'infgramNtd' | 'context' | 'getDoc' | 'spans';

export type Load = {
  type: 'load';
  source: CorpusSource;
  /** Ask the server even where the browser's cache has the files: what it had was damaged. */
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

export type Reply =
  /** The worker runs and holds the lock of its name: whoever gets that lock knows that the worker is gone. */
  | { type: 'alive' }
  | { type: 'progress'; loaded: number; total: number }
  | { type: 'ready'; id: number; documents: readonly CorpusDocument[]; timings: Timings }
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'error'; id: number; code: ErrorCode; message: string; stack?: string };

export type ErrorCode =
  | DownloadErrorCode
  /** The worker did not start, or stopped. */
  | 'crashed'
  /** A mistake of ours. */
  | 'bug';

/** What went wrong with the corpus; `message` is for readers: what happened and what to do. */
export class CorpusError extends Error {
  override name = 'CorpusError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
