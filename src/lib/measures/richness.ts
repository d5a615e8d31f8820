/**
 * How many kinds there are in all, judged by how often those were seen that were seen: of passages in a model, by the
 * finds of an attack. Both need only the number of kinds seen once and twice.
 */

/** How often each kind was seen, as numbers: finds in all, kinds seen, kinds seen once, kinds seen twice. */
export interface Seen {
  finds: number;
  kinds: number;
  once: number;
  twice: number;
}

/** @param counts how often each kind was seen; zeros count for nothing */
export function seenOf(counts: Iterable<number>): Seen {
  const seen: Seen = { finds: 0, kinds: 0, once: 0, twice: 0 };
  for (const count of counts) {
    if (count <= 0) continue;
    seen.finds += count;
    seen.kinds++;
    if (count === 1) seen.once++;
    if (count === 2) seen.twice++;
  }
  return seen;
}

/**
 * The chance that the next find is of a kind not seen yet: the share of finds whose kind was seen once. Good 1953, "The
 * population frequencies of species and the estimation of population parameters", who gives the idea to Turing. 1 before
 * any find.
 */
export const chanceOfNew = ({ finds, once }: Seen): number => (finds === 0 ? 1 : once / finds);

/**
 * At least so many kinds there are, in the mean: Chao 1984, "Nonparametric estimation of the number of classes in a
 * population", in the form without bias, which needs no kind seen twice. A lower bound, since kinds too rare to be seen
 * leave no trace.
 */
export const chao1 = ({ kinds, once, twice }: Seen): number =>
  kinds + (once * (once - 1)) / (2 * (twice + 1));
