import type { Stretch } from '#lib/measures/reproduced.ts';
import type { Span } from '#lib/release/record.ts';

/** A text cut where a stretch begins or ends, and which pieces are stretches, as verbatim spans of a completion. */
export function marked(text: string, stretches: readonly Stretch[]): { pieces: string[]; spans: Span[] } {
  const cuts = [0, ...stretches.flatMap(({ start, end }) => [start, end]), text.length];
  const pieces = cuts.slice(1).map((cut, at) => text.slice(cuts[at], cut));
  const spans = stretches.map((_, at): Span => ({
    start: 2 * at + 1,
    end: 2 * at + 2,
    kind: 'verbatim',
    copies: 0,
    sources: []
  }));
  return { pieces, spans };
}
