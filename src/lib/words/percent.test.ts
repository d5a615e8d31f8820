import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bounds, hundredths, percent, PERCENT, probability, shortProbability } from './percent.ts';

const say = (text: string) => text.replaceAll('\u00a0', ' ');
/** The number that a text says, as a bound where it says "<" or ">". */
const read = (text: string) => Number(/[\d.]+/.exec(text)![0]);

test.each([
  [0, '0 %'],
  [1, '100 %'],
  [0.482, '48 %'],
  [0.00123, '0.12 %'],
  [0.0002, '0.02 %'],
  [0.997, '99.7 %'],
  [0.9963, '99.63 %'],
  [0.9999, '99.99 %'],
  [0.99999, '99.999 %'],
  [2e-6, '0.0002 %'],
  [1e-17, '<0.0001 %'],
  [1 - 1e-9, '>99.9999 %'],
  [-0.3, '−30 %'],
  [12.5, '1,250 %']
])('the share %d is %s', (share, text) => expect(say(percent(share))).toBe(text));

test.each([
  [0.104, 1, '10.4 %'],
  [0.1, 1, '10.0 %'],
  [0.004, 0, '0.4 %'],
  [0.997, 0, '99.7 %'],
  [0.0002, 1, '0.02 %'],
  [1, 1, '100.0 %'],
  [1, 0, '100 %'],
  [0, 0, '0 %']
])('the share %d to %d decimals is %s', (share, decimals, text) =>
  expect(say(percent(share, decimals))).toBe(text)
);

test.each([
  [0.482, '48 %'],
  [0.0042, '0.42 %'],
  [0.9996, '99.96 %'],
  [1e-9, 'under 0.1 %'],
  [0, 'under 0.1 %']
])('a probability of %d is told as %s', (p, text) => expect(say(probability(p))).toBe(text));

test.each([
  [1, '100 %'],
  [0.9996, '> 99.9 %'],
  [0.998, '99.8 %'],
  [0.82, '82 %'],
  [0.004, '0.4 %'],
  [0.0004, '< 0.1 %'],
  [0, '< 0.1 %']
])('a probability of %d is told in short as %s', (p, text) => expect(say(shortProbability(p))).toBe(text));

/** Anywhere, and near both ends, where rounding errs. */
const shares = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: -20, max: -0.1, noNaN: true }).map((power) => 10 ** power),
  fc.double({ min: -15, max: -0.1, noNaN: true }).map((power) => 1 - 10 ** power)
);
const ways = fc.constantFrom(
  (share: number) => percent(share),
  (share: number) => percent(share, 0),
  (share: number) => percent(share, 1),
  probability,
  shortProbability
);

test('no way says "100 %" below 1, nor "0 %" above 0', () => {
  fc.assert(
    fc.property(shares, ways, (share, way) => {
      if (share < 1) expect(say(way(share))).not.toMatch(/^100(\.0*)? %/);
      if (share > 0) expect(say(way(share))).not.toMatch(/^0(\.0*)? %/);
    }),
    { numRuns: 1000 }
  );
});

test('a greater share never reads as a smaller one', () => {
  fc.assert(
    fc.property(shares, shares, ways, (a, b, way) => {
      const [less, more] = [a, b].toSorted((x, y) => x - y);
      expect(read(way(less!))).toBeLessThanOrEqual(read(way(more!)));
    }),
    { numRuns: 1000 }
  );
});

test('a share reads as itself, to two digits', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 1, noNaN: true }), (share) => {
      expect(Math.abs(read(percent(share)) - 100 * share)).toBeLessThanOrEqual(5 * share + 1e-9);
    })
  );
});

test('the sign is not parted from its number', () => {
  expect([percent(0.5), percent(0.5, 1)].every((text) => text.endsWith(PERCENT))).toBe(true);
  expect(percent(0.5)).not.toMatch(/[ \n]/);
});

test('the ends of an interval', () => {
  expect(bounds({ low: 0.123, high: 1 })).toBe(`${percent(0.123)} to ${percent(1)}`);
});

test('hundredths are whole', () => {
  expect([0.116, -0.25].map(hundredths)).toEqual([12, -25]);
});
