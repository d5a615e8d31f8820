import type { Cause } from '#lib/worker/causes.ts';
import { CodedError } from '#lib/worker/coded-error.ts';
import type { RemoteFile } from '#lib/worker/download.ts';
import type { TokenizerJson } from '#lib/release/tokenizer-file.ts';
import type { Decoding, StopReason, TokenTrace } from '#lib/release/record.ts';
import type { Draw, Drawn, Ways } from './many.ts';
import type { Step } from './memfree.ts';
import type { ReciteEnd } from './recite.ts';
import type { Shortening, Wanted } from './prompt-search.ts';
import type { Sent } from './transmit.ts';
import type { Reply as WorkerReply } from '#lib/worker/worker.ts';

/** A file of a model's folder, with its name there. */
export interface ModelFile extends RemoteFile {
  name: string;
}

export type Call =
  /**
   * Frees the model before. `tokenizer` is the SHA-256 of the one that goes with it. `fresh`: ask the server even where the
   * browser's cache has the files.
   */
  | { type: 'load'; files: ModelFile[]; tokenizer: string; fresh: boolean }
  | { type: 'complete'; ids: number[]; decoding: Decoding; n: number }
  /** `start`: the text begins its document. Greedy, past the end of the window; see recite.ts. */
  | { type: 'recite'; ids: number[]; start: boolean; count: number }
  /** Behind a filter, which the page asks; see memfree.ts. */
  | { type: 'memfree'; ids: number[]; count: number }
  | { type: 'score'; ids: number[] }
  /** A text as bytes, and such bytes as a text; see transmit.ts. */
  | { type: 'send'; text: string }
  | { type: 'receive'; message: Uint8Array<ArrayBuffer> }
  /** Which prompts bring a text out; see prompt-search.ts. */
  | ({ type: 'shorten' } & Wanted)
  /** Many samples, or the log-probabilities of many texts, also in other ways of drawing; see many.ts. */
  | { type: 'draw'; draw: Draw }
  | { type: 'surprise'; texts: number[][]; ways: Ways | undefined }
  | { type: 'encode'; text: string }
  | { type: 'decode'; ids: number[] };

/** What the page supplies and a load waits for. */
export type Bring = { type: 'tokenizer'; sha256: string; json: TokenizerJson };

/** What the page's filter says of the tokens that it was asked about. */
export type Verdict = { type: 'verdict'; question: number; stopped: boolean[] };

/** Calls are answered one after another. `stop` ends what is running or waiting, loads and single scores apart. */
export type Request = ({ id: number } & Call) | { type: 'stop' } | Verdict | Bring;

/** What each call comes to. */
export interface Answers {
  load: undefined;
  complete: { text: string; stopped: StopReason }[];
  recite: ReciteEnd;
  memfree: StopReason;
  score: TokenTrace[];
  send: Uint8Array<ArrayBuffer>;
  receive: string;
  shorten: number[] | null;
  /** Null where it was stopped. */
  draw: Drawn[] | null;
  surprise: number[][] | null;
  encode: number[];
  decode: string;
}

/** A token of one of the samples, and that sample's text so far. A completion sends lists of them ahead. */
export type Arrival = [sample: number, token: TokenTrace, text: string];

/** What a call sends ahead of its answer. */
export interface Parts {
  complete: Arrival[];
  /** Token ids. */
  recite: number[];
  send: Sent[];
  /** The text so far. */
  receive: string;
  /** With the display text of each token of the prompt. */
  shorten: (Shortening & { pieces: string[] })[];
  /** Tokens that each sample has so far. */
  draw: number;
  /** Steps, or a question that waits for a `Verdict`. */
  memfree: { steps: Step[] } | { question: number; written: number[]; candidates: number[] };
}

export type Progress = { loaded: number; total: number };

export type Reply = WorkerReply<LmErrorCode, Progress>;

export type LmErrorCode =
  | Cause
  /** More tokens than the model reads at once. */
  | 'context'
  /** The worker failed or was ended; it is replaced. */
  | 'worker'
  /** A malformed call. */
  | 'input'
  /** Bytes that are no message of this model. */
  | 'unreadable';

/** What went wrong with the language model; `message` is for readers: what happened and what to do. */
export class LmError extends CodedError<LmErrorCode> {
  override name = 'LmError';
}
