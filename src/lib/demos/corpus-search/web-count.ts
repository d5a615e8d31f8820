// How often a phrase stands in the web's training sets, by the public service of infini-gram (Liu et al. 2024, "Infini-gram:
// Scaling unbounded n-gram language models to a trillion tokens", arXiv:2401.17377). Asked only when a reader presses.
import * as v from 'valibot';
import { CodedError } from '#lib/worker/coded-error.ts';

/** What can be asked, as the service calls it and as readers do. */
export const INDEXES = [
  { id: 'v4_dolma-v1_7_llama', name: 'Dolma 1.7' },
  { id: 'v4_piletrain_llama', name: 'The Pile' },
  { id: 'v4_c4train_llama', name: 'C4' }
] as const;
export type IndexId = (typeof INDEXES)[number]['id'];

/** Characters of a phrase that is sent, at most. */
export const PHRASE_LIMIT = 300;

/** Milliseconds that an answer may take. */
const PATIENCE = 15_000;

export interface WebCount {
  count: number;
  /** Whether the service says that it estimated. */
  approximate: boolean;
}

/** Why there is no count; the message is for readers: what happened, and what to do. */
export class WebCountError extends CodedError<
  'timeout' | 'refused' | 'unreachable' | 'unreadable' | 'aborted'
> {
  override name = 'WebCountError';
}

/** Exactly what is sent: the page shows it before. */
export const requestOf = (phrase: string, index: IndexId) => ({
  index,
  query_type: 'count' as const,
  query: phrase
});

/** The name of the service for readers. */
export const hostOf = (address: string): string => new URL(address).host;

const Answer = v.union([
  v.object({ count: v.pipe(v.number(), v.integer(), v.minValue(0)), approx: v.optional(v.boolean()) }),
  v.object({ error: v.string() })
]);

interface Options {
  /** Where the service is. */
  address: string;
  signal?: AbortSignal;
  /** Milliseconds that an answer may take; for tests. */
  patience?: number;
}

/** Asks for one count. Throws a `WebCountError`. */
export async function askWebCount(
  phrase: string,
  index: IndexId,
  { address, signal, patience = PATIENCE }: Options
): Promise<WebCount> {
  const late = AbortSignal.timeout(patience);
  const host = hostOf(address);
  const failed = (error: unknown): WebCountError => {
    if (signal?.aborted) return new WebCountError('aborted', 'The question was called off.');
    if (late.aborted)
      return new WebCountError(
        'timeout',
        `${host} did not answer in ${patience / 1000} seconds. It may be busy: try again later.`
      );
    return error instanceof WebCountError
      ? error
      : new WebCountError(
          'unreachable',
          `${host} cannot be reached: there is no network, or the service is gone, or something on the way forbids it. What is above does not depend on it.`,
          { cause: error }
        );
  };
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(requestOf(phrase, index)),
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, late]) : late
    });
    const body = await response.text();
    return read(body, response, host);
  } catch (error) {
    throw failed(error);
  }
}

function read(body: string, { ok, status }: Response, host: string): WebCount {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    json = undefined;
  }
  const { success, output } = v.safeParse(Answer, json);
  const answer = success ? output : null;
  if (answer && 'error' in answer)
    throw new WebCountError('refused', `${host} refused the question: ${quoted(answer.error)}`);
  if (!ok)
    throw new WebCountError(
      'refused',
      `${host} refused the question (status ${status}). ${status === 429 ? 'Too many were asked in a short time: wait a minute.' : 'Try again later.'}`
    );
  if (!answer)
    throw new WebCountError(
      'unreadable',
      `${host} answered with something that is no count. Try again later.`
    );
  return { count: answer.count, approximate: answer.approx ?? false };
}

/** Another's words, cut where they are long. */
const quoted = (text: string): string => {
  const letters = Array.from(text);
  return `“${letters.slice(0, 200).join('')}${letters.length > 200 ? '…' : ''}”`;
};
