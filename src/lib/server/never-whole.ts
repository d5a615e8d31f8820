// What a model makes of passages that were never whole in its training data: in pieces, in near copies, or only as
// other members of their family. Beside each, what it makes of passages that were there as often whole, or not at all.
import type { Row } from '#lib/charts/types.ts';
import { mean } from '#lib/measures/mean.ts';
import { percent } from '#lib/words/percent.ts';

/** A passage and how a model goes on with it: what `readOutcomes` gives, as far as it is needed here. */
export interface Completion {
  passage: { condition: string; copies: number; level: number | null; token_ids: readonly number[] };
  context: number;
  asked: number;
  recited: boolean;
  bits: number;
}

/** The passages of one way of planting. */
export interface Group {
  copies: number;
  /** Tokens of each piece, or per cent of the tokens replaced in each near copy. */
  level: number | null;
  n: number;
  recited: number;
  /** Code length of what was asked for, in bits a token: the mean, with its 95 % interval. */
  bits: number;
  low: number;
  high: number;
  /** Tokens given and asked for of any of them that occur in the training data in one run, at most. */
  longest: number;
}

export interface NearCopies extends Group {
  /** Exact copies that one of these is worth, by code length; null beyond what was measured. */
  worth: number | null;
}

export interface NeverWhole {
  pieces: Group[];
  near: NearCopies[];
  /** Members of the family that were held out, and members that were read once. */
  heldOut: Group | null;
  readOnce: Group | null;
  /** Whole, as often as the pieces and the near copies; and not at all. */
  wholeAsPieces: Group | null;
  wholeAsNear: Group | null;
  absent: Group;
}

/**
 * Sorts the completions of one model into groups of two passages or more.
 *
 * @param longestRun of some tokens, how many occur in the training data in one run
 * @returns null where nothing was planted in pieces, or nothing left out
 */
export function neverWhole(
  completions: readonly Completion[],
  longestRun: (ids: readonly number[]) => number
): NeverWhole | null {
  const group = (members: readonly Completion[]): Group | null => {
    const first = members[0];
    if (!first || members.length < 2) return null;
    const { mean: bits, low, high, n } = mean(members.map((member) => member.bits / member.asked));
    const runs = members.map(({ passage, context, asked }) =>
      longestRun(passage.token_ids.slice(0, context + asked))
    );
    return {
      copies: first.passage.copies,
      level: first.passage.level,
      n,
      recited: members.filter(({ recited }) => recited).length,
      bits,
      low,
      high,
      longest: Math.max(...runs)
    };
  };
  const of = (condition: string, key: 'copies' | 'level') => {
    const all = completions.filter(({ passage }) => passage.condition === condition);
    const values = [...new Set(all.map(({ passage }) => passage[key] ?? 0))].toSorted((a, b) => a - b);
    return values.flatMap((value) => group(all.filter(({ passage }) => (passage[key] ?? 0) === value)) ?? []);
  };
  const whole = of('exact', 'copies');
  const family = of('pattern', 'copies');
  const pieces = of('fragments', 'level');
  const near = of('near', 'level').map((copies) => ({ ...copies, worth: worth(copies, whole) }));
  const withCopies = (groups: readonly Group[], copies: number | undefined) =>
    groups.find((group) => group.copies === copies) ?? null;
  const absent = withCopies(whole, 0);
  if (pieces.length === 0 || !absent) return null;
  return {
    pieces,
    near,
    heldOut: withCopies(family, 0),
    readOnce: withCopies(family, 1),
    wholeAsPieces: withCopies(whole, pieces[0]!.copies),
    wholeAsNear: withCopies(whole, near[0]?.copies),
    absent
  };
}

/**
 * How many exact copies cost as many bits, over the near copies that there are. Between two measured numbers of copies
 * bits are taken to fall in a straight line against the logarithm of one plus the copies.
 */
function worth(near: Group, whole: readonly Group[]): number | null {
  for (const [at, fewer] of whole.entries()) {
    const more = whole[at + 1];
    if (!more || near.bits > fewer.bits || near.bits < more.bits) continue;
    const [from, to] = [Math.log1p(fewer.copies), Math.log1p(more.copies)];
    const share = fewer.bits === more.bits ? 0 : (fewer.bits - near.bits) / (fewer.bits - more.bits);
    return Math.expm1(from + share * (to - from)) / near.copies;
  }
  return null;
}

/** The rows of the figure. */
export function neverWholeRows(found: NeverWhole): Row[] {
  const row = (group: string, label: string, of: Group | null, strong = false): Row[] =>
    of ? [{ group, label, value: of.bits, low: of.low, high: of.high, strong }] : [];
  const pieces = 'Paragraphs in pieces';
  const near = 'Paragraphs in near copies';
  const family = 'Sentences made by a rule';
  return [
    ...row(pieces, 'not in the data at all', found.absent),
    ...found.pieces.flatMap((of) =>
      row(pieces, `pieces of ${of.level} tokens, each token ${of.copies} times`, of, true)
    ),
    ...row(pieces, `whole, ${found.wholeAsPieces?.copies} copies`, found.wholeAsPieces),
    ...found.near
      .toReversed()
      .flatMap((of) =>
        row(
          near,
          `${of.copies} copies, in each other ${percent(of.level! / 100)} of tokens replaced`,
          of,
          true
        )
      ),
    ...row(near, `whole, ${found.wholeAsNear?.copies} copies`, found.wholeAsNear),
    ...row(family, 'held out', found.heldOut, true),
    ...row(family, 'read once', found.readOnce)
  ];
}
