import { wilson, type Interval } from './wilson.ts';

/** Trials of one group, all of them alike, and how many of them succeed. */
export interface Stratum {
  n: number;
  successes: number;
}

/**
 * The 95 % interval of a proportion over groups of sizes that were fixed beforehand: what varies is what varies within
 * each. The Wilson intervals of the groups, put together by how far each bound lies from its proportion (the method of
 * variance estimates recovery: Zou and Donner 2008, "Construction of confidence limits about effect measures"). Of one
 * group it is its Wilson interval; without trials nothing is known: 0 to 1.
 */
export function stratified(strata: readonly Stratum[]): Interval {
  const total = strata.reduce((sum, { n }) => sum + n, 0);
  if (total === 0) return { low: 0, high: 1 };
  let [share, below, above] = [0, 0, 0];
  for (const { n, successes } of strata) {
    if (n === 0) continue;
    const weight = n / total;
    const p = successes / n;
    const { low, high } = wilson(successes, n);
    share += weight * p;
    below += (weight * (p - low)) ** 2;
    above += (weight * (high - p)) ** 2;
  }
  return { low: Math.max(0, share - Math.sqrt(below)), high: Math.min(1, share + Math.sqrt(above)) };
}
