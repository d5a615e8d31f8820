import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stratified } from './stratified.ts';
import { wilson } from './wilson.ts';

test('of one group it is the Wilson interval, of none nothing is known', () => {
  const { low, high } = stratified([{ n: 48, successes: 34 }]);
  expect([low, high]).toEqual([
    expect.closeTo(wilson(34, 48).low, 12),
    expect.closeTo(wilson(34, 48).high, 12)
  ]);
  expect(stratified([])).toEqual({ low: 0, high: 1 });
  expect(stratified([{ n: 0, successes: 0 }])).toEqual({ low: 0, high: 1 });
});

test('the ladder of one model: what the groups fix does not widen it', () => {
  const ladder = [0, 0, 0, 0, 0, 34, 48, 48].map((successes) => ({ n: 48, successes }));
  const { low, high } = stratified(ladder);
  const pooled = wilson(130, 384);
  expect(high - low).toBeLessThan(0.7 * (pooled.high - pooled.low));
  // By hand: one group lies 0.1419 above its lower bound; those of all 48 lie 0.0741 above theirs.
  expect(low).toBeCloseTo(
    130 / 384 - Math.hypot(34 / 48 - wilson(34, 48).low, 1 - wilson(48, 48).low, 1 - wilson(48, 48).low) / 8,
    12
  );
});

test('it holds the share, and is never wider than what it would be for certain', () => {
  const strata = fc.array(
    fc.integer({ min: 1, max: 60 }).chain((n) => fc.nat(n).map((successes) => ({ n, successes }))),
    { minLength: 1, maxLength: 9 }
  );
  fc.assert(
    fc.property(strata, (groups) => {
      const { low, high } = stratified(groups);
      const n = groups.reduce((sum, group) => sum + group.n, 0);
      const share = groups.reduce((sum, { successes }) => sum + successes, 0) / n;
      expect(low).toBeLessThanOrEqual(share + 1e-12);
      expect(high).toBeGreaterThanOrEqual(share - 1e-12);
      expect(high).toBeGreaterThan(low);
    })
  );
});
