/**
 * How often a score drawn from the first is above one drawn from the second, ties counted half: the area under the ROC curve
 * of membership inference (Yeom et al. 2018, "Privacy risk in machine learning"), as in `training/measures.py`.
 */
export function auc(positives: readonly number[], negatives: readonly number[]): number {
  let sum = 0;
  for (const a of positives) for (const b of negatives) sum += a > b ? 1 : a === b ? 0.5 : 0;
  return sum / (positives.length * negatives.length);
}

/**
 * The score above which no more than `alarms` of the negatives lie: what is above it is called positive. Minus infinity where
 * there are not more negatives than that.
 */
export function thresholdFor(negatives: readonly number[], alarms: number): number {
  return negatives.toSorted((a, b) => b - a)[alarms] ?? -Infinity;
}
