// Where each token of a text is nearest to the training data.
import type { Span } from '#lib/release/record.ts';
import { COPY } from '#lib/measures/copy.ts';
import { runsThrough } from '#lib/measures/n-gram-membership.ts';

/** A stretch of a text that appears in the training data, or nearly does, and the kind of document that it appears in. */
export interface Stretch {
  start: number;
  end: number;
  near: boolean;
  /** As `documents.json` has it: an address, or what was planted. */
  source: string;
}

/** Kinds of documents, the one that tells most of a text's origin first. */
const KINDS = ['passage', 'near', 'fragment', 'pattern', 'canary', 'address'];

/** Tokens of the shortest run that is looked for. */
export const SHORTEST = 2;
/** Tokens in a row below which a stretch says nothing of where a text is from. */
const PIECE = 4;

/** @param kindOf the kind of a document, by its id */
export const stretchesOf = (
  spans: readonly Pick<Span, 'start' | 'end' | 'kind' | 'sources'>[],
  kindOf: (document: string) => string
): Stretch[] =>
  spans.map(({ start, end, kind, sources }) => {
    const kinds = sources.map(({ document }) => kindOf(document));
    return { start, end, near: kind === 'near', source: KINDS.find((kind) => kinds.includes(kind))! };
  });

/** Those that appear word for word. */
export const verbatim = (stretches: readonly Stretch[]): Stretch[] => stretches.filter(({ near }) => !near);

/**
 * The sign of a token: `verbatim`, in a run of n tokens or more, and ten or more, that appears in the training data; `short`,
 * in one of n that is shorter than ten; and where no such run holds it, what its longest run is from: `near`, a near copy;
 * `piece`, a piece shorter than n; `rule`, another sentence made by the rule; `nowhere`.
 */
export const SIGNS = ['verbatim', 'short', 'near', 'piece', 'rule', 'nowhere'] as const;
export type Sign = (typeof SIGNS)[number];

/** The sign of each of `length` tokens. A text shorter than `n` is looked for whole. */
export function signsOf(length: number, stretches: readonly Stretch[], n: number): Sign[] {
  const whole = verbatim(stretches);
  const runs = runsThrough(length, whole);
  const asked = Math.min(n, length);
  return runs.map((run, i) => {
    if (run >= asked) return run >= COPY || run === length ? 'verbatim' : 'short';
    const holds = ({ start, end }: Stretch) => start <= i && i < end;
    const like = stretches.find((stretch) => stretch.near && holds(stretch));
    if (like) return like.source === 'pattern' ? 'rule' : 'near';
    const { source } = whole.find((stretch) => holds(stretch) && stretch.end - stretch.start === run) ?? {};
    if (!source || run < PIECE) return 'nowhere';
    switch (source) {
      case 'near':
        return 'near';
      case 'pattern':
        return 'rule';
      case 'address':
        return run >= COPY ? 'piece' : 'nowhere';
      default:
        return 'piece';
    }
  });
}
