import type { Step } from '#lib/lm/memfree.ts';
import type { Span } from '#lib/release/record.ts';

/** A stretch of an answer that is drawn alike. */
export interface Segment {
  text: string;
  /** Whether it stands verbatim in the training data, in a run that is long enough to be marked. */
  verbatim: boolean;
  /** What was struck out before it, likeliest first. */
  struck: string[];
  /** Whether a request begins with it, other than the first. */
  again: boolean;
}

/** Tokens in a row that are marked where they stand in the training data. */
export const MARKED = 5;

/**
 * An answer as it is drawn: its text in stretches, which part where something was struck out, where a mark begins or ends,
 * and where the model was asked again.
 *
 * @param requests what was written, by request
 * @param spans where it stands in the training data, in tokens of all requests together
 */
export function segmentsOf(requests: readonly (readonly Step[])[], spans: readonly Span[]): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  for (const [request, steps] of requests.entries()) {
    for (const [i, { text, struck }] of steps.entries()) {
      const verbatim = spans.some(({ kind, start, end }) => kind === 'verbatim' && start <= at && at < end);
      const again = request > 0 && i === 0;
      const last = segments.at(-1);
      if (last && last.verbatim === verbatim && struck.length === 0 && !again) last.text += text;
      else segments.push({ text, verbatim, struck: [...struck], again });
      at++;
    }
  }
  return segments;
}

/** The words of an answer, without what was struck out. */
export const textOf = (segments: readonly Segment[]): string => segments.map(({ text }) => text).join('');
