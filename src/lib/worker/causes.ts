// Why something that an answer depends on is not there: every cause, its words for readers, and what is done about it.
import { EARLIER_VERSION } from '#lib/words/earlier.ts';
import { capital } from '#lib/words/list.ts';
import { CodedError } from './coded-error.ts';

/** What the words of a cause may need, besides what it was that failed. */
export interface Details {
  /** How much came: "0.3 of 1.2 MB"; empty where nothing did. */
  far?: string;
  /** What the server answered. */
  status?: number;
  /** What the browser lacks: "WebAssembly is missing or switched off". */
  lack?: string;
}

interface Rule {
  /** What happened and what to do. `what` is the file, or what works, in a reader's words: "the training text". */
  words(what: string, details: Details): string;
  /** How often more it is tried without being asked. */
  again?: number;
  /** Whether what came cannot be trusted, so that the next try asks the server past every cache. */
  doubtful?: boolean;
  /** Whether it may be that the site has changed since the page came. */
  perhapsEarlier?: boolean;
}

const RULES = {
  /** 404: the file is not on the server. */
  missing: {
    words: (what) =>
      `Missing from this site: ${what}. Reloading the page may help, if the site has just changed.`,
    doubtful: true,
    perhapsEarlier: true
  },
  /** Any other refusal of the server. */
  http: {
    words: (what, { status }) =>
      `The server would not send ${what} (status ${status}). Try again in a while.`,
    again: 2,
    doubtful: true
  },
  /** A web page came in place of the file. */
  'not-data': {
    words: (what) =>
      `In place of ${what} the server sent a web page; a network that asks you to sign in first does that. Sign in, or try again elsewhere.`,
    doubtful: true,
    perhapsEarlier: true
  },
  /** The connection failed, broke off or stalled. */
  network: {
    words: (what, { far }) =>
      `${capital(what)} ${far ? `stopped arriving after ${far}` : 'could not be reached'}. Check your connection and try again.`,
    again: 2
  },
  /** The browser knows that there is no connection. */
  offline: {
    words: (what) =>
      `${capital(what)} could not be fetched: you are offline. Try again when the connection is back.`
  },
  /** The file ended too early. */
  truncated: {
    words: (what, { far }) => `${capital(what)} arrived only in part, ${far}. Try again.`,
    again: 2,
    doubtful: true,
    perhapsEarlier: true
  },
  /** The file is not the published one. */
  damaged: {
    words: (what) =>
      `${capital(what)} arrived damaged: it is not the file that was published. Try again; it is then fetched anew.`,
    again: 1,
    doubtful: true,
    perhapsEarlier: true
  },
  /** A newer deployment of the site stands where this page came from. */
  outdated: {
    words: (what) => `${EARLIER_VERSION} To use ${what}, reload the page.`
  },
  /** The browser lacks what it takes. */
  unsupported: {
    words: (what, { lack }) =>
      `This browser cannot run ${what}: ${lack}. Try another browser, or one without a lockdown mode.`
  },
  memory: {
    words: (what) =>
      `There is not enough memory for ${what}. Close other tabs and programs and try again, or choose something smaller.`
  },
  /** The script of a worker did not come, or is not one. */
  'worker-script': {
    words: (what) =>
      `${capital(what)} could not be started: a part of this site’s program did not arrive as it should. Try again, or reload the page.`,
    perhapsEarlier: true
  },
  /** Called off by the reader. */
  aborted: {
    words: () => 'Loading was stopped.'
  }
} as const satisfies Record<string, Rule>;

/** Why something did not arrive or did not start. */
export type Cause = keyof typeof RULES;

export const CAUSES: Readonly<Record<Cause, Rule>> = RULES;

/** Whether a code is a cause after which the next try must ask the server past every cache. */
export const isDoubtful = (code: string | undefined): boolean =>
  code !== undefined && code in CAUSES && CAUSES[code as Cause].doubtful === true;

/** Why a file did not arrive; `message` is for readers: what happened and what to do. */
export class DownloadError extends CodedError<Cause> {
  override name = 'DownloadError';

  /** @param what the file in a reader's words, such as "the training text" */
  static of(cause: Cause, what: string, details: Details = {}, options?: ErrorOptions): DownloadError {
    return new DownloadError(cause, CAUSES[cause].words(what, details), options);
  }
}

/** Whether an error is that something was called off, which is no failure. */
export function isAborted(error: unknown): boolean {
  if (error instanceof CodedError) return error.code === 'aborted';
  return error instanceof DOMException && error.name === 'AbortError';
}
