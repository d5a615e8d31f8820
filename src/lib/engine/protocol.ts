import type { Cause } from '#lib/worker/causes.ts';
import { CodedError } from '#lib/worker/coded-error.ts';
import type { RemoteFile } from '#lib/worker/download.ts';
import type { Reply as WorkerReply } from '#lib/worker/worker.ts';
import type { Point, RunEnd, Sentence, Steps, Surroundings } from './lesson.ts';

/** What a lesson needs besides the sentence: the files of a model, the background, and what is not to be forgotten. */
export interface Materials {
  config: RemoteFile;
  weights: RemoteFile;
  /** Windows of the training text, one after another, as 16-bit token ids. */
  background: RemoteFile;
  /** Tokens of each window. */
  window: number;
  around: Omit<Surroundings, 'background'>;
}

export type Call =
  /** `fresh`: ask the server even where the browser's cache has the files. */
  | { type: 'open'; materials: Materials; fresh: boolean }
  /** Begins anew, from the published weights. */
  | { type: 'begin'; sentence: Sentence; seed: number }
  | ({ type: 'run' } & Steps);

/** Calls are answered one after another. `stop` ends the steps that are running, within one of them. */
export type Request = ({ id: number } & Call) | { type: 'stop' };

/** What each call comes to. */
export interface Answers {
  open: undefined;
  begin: Point;
  run: RunEnd;
}

export type Progress = { loaded: number; total: number };

export type Reply = WorkerReply<TeacherErrorCode, Progress>;

export type TeacherErrorCode =
  | Cause
  /** The worker failed or was ended; it is replaced, and what the model had learned is gone. */
  | 'worker'
  /** A call that makes no sense. */
  | 'input';

/** What went wrong with a lesson; `message` is for readers: what happened and what to do. */
export class TeacherError extends CodedError<TeacherErrorCode> {
  override name = 'TeacherError';
}
