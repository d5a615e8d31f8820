import fc from 'fast-check';
import { expect, test } from 'vitest';
import { auc, thresholdFor } from './auc.ts';

const scores = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 20 });

test('the area is the share of pairs in order', () => {
  expect(auc([3, 2], [1, 2])).toBe((1 + 1 + 1 + 0.5) / 4);
  fc.assert(
    fc.property(scores, scores, (a, b) => {
      expect(auc(a, b) + auc(b, a)).toBeCloseTo(1, 10);
    })
  );
});

test('no more negatives than were allowed lie above the threshold, and one step lower more would', () => {
  fc.assert(
    fc.property(scores, fc.nat(5), (negatives, alarms) => {
      const threshold = thresholdFor(negatives, alarms);
      expect(negatives.filter((score) => score > threshold).length).toBeLessThanOrEqual(alarms);
      if (negatives.length > alarms)
        expect(negatives.filter((score) => score >= threshold).length).toBeGreaterThan(alarms);
    })
  );
});
