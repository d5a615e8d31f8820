/**
 * Bands of a token's rank in the model's distribution (1 = most likely), after GLTR (Gehrmann, Strobelt and Rush
 * 2019, arXiv:1906.04043), which bands at 10, 100 and 1,000. Here the first band is the top token alone, since a
 * greedy recitation is nothing but top tokens, and the vocabulary is 4,096.
 */
export const rankBands = [
  { name: 'top 1', max: 1 },
  { name: 'top 10', max: 10 },
  { name: 'top 100', max: 100 },
  { name: 'beyond', max: Infinity }
] as const;

export type RankBand = (typeof rankBands)[number]['name'];

/**
 * The band of a rank.
 *
 * @throws RangeError where `rank` is below 1 or not a number.
 */
export function rankBand(rank: number): RankBand {
  if (!(rank >= 1)) throw new RangeError(`Ranks start at 1, not ${rank}.`);
  return rankBands.find((band) => rank <= band.max)!.name;
}
