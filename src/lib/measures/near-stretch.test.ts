import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance, normalizedEditDistance } from './edit-distance.ts';
import { matched } from './matched.ts';
import { nearStretch, nearStretchOf, prefixDistances } from './near-stretch.ts';

const tokens = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 32 });
const near = fc.integer({ min: 0, max: 20 }).map((n) => n / 20);

describe('distances of prefixes', () => {
  test('are those of the edit distance, at every length', () => {
    fc.assert(
      fc.property(tokens, tokens, (a, b) => {
        const bits = prefixDistances(a, b);
        let distance = 0;
        for (let m = 1; m <= Math.min(a.length, b.length); m++) {
          distance += (bits >>> (m - 1)) & 1;
          expect(distance).toBe(editDistance(a.slice(0, m), b.slice(0, m)));
        }
      })
    );
  });

  test('do not depend on what the longer one goes on with', () => {
    const rest = fc.array(fc.nat(3), { maxLength: 40 });
    fc.assert(
      fc.property(tokens, tokens, rest, (a, b, rest) => {
        const length = Math.min(a.length, b.length);
        const [left, right] = [a.slice(0, length), b.slice(0, length)];
        expect(prefixDistances([...left, ...rest], right)).toBe(prefixDistances(left, right));
        expect(prefixDistances(left, [...right, ...rest])).toBe(prefixDistances(left, right));
      })
    );
  });

  test('fill 32 bits', () => {
    const a = Array.from({ length: 32 }, () => 1);
    expect(prefixDistances(a, a)).toBe(0);
    expect(
      prefixDistances(
        a,
        a.map(() => 2)
      )
    ).toBe(0xffffffff);
    expect(() => prefixDistances([...a, 1], [...a, 1])).toThrow(RangeError);
  });
});

describe('the longest near copy', () => {
  test('is the longest prefix that is near enough', () => {
    fc.assert(
      fc.property(tokens, tokens, near, (a, b, most) => {
        const length = Math.min(a.length, b.length);
        const found = nearStretch(prefixDistances(a, b), length, most);
        const enough = (m: number) => normalizedEditDistance(a.slice(0, m), b.slice(0, m)) <= most + 1e-9;
        if (found > 0) expect(enough(found)).toBe(true);
        for (let m = found + 1; m <= length; m++) expect(enough(m)).toBe(false);
      })
    );
  });

  test('without any difference allowed counts the first tokens that are right', () => {
    fc.assert(
      fc.property(tokens, tokens, (a, b) => {
        expect(nearStretch(prefixDistances(a, b), Math.min(a.length, b.length), 0)).toBe(matched(a, b));
      })
    );
  });

  test('may begin with a wrong token: one in ten is a tenth', () => {
    const truth = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const output = [0, ...truth.slice(1)];
    const bits = prefixDistances(output, truth);
    expect(nearStretch(bits, 10, 0)).toBe(0);
    expect(nearStretch(bits, 10, 0.1)).toBe(10);
    expect(nearStretch(bits, 9, 0.1)).toBe(0);
  });
});

test('from the texts themselves it is the same, and goes on past 32 tokens', () => {
  fc.assert(
    fc.property(tokens, tokens, near, (a, b, near) => {
      const length = Math.min(a.length, b.length);
      expect(nearStretchOf(a, b, near)).toBe(nearStretch(prefixDistances(a, b), length, near));
    })
  );
  const long = Array.from({ length: 300 }, (_, i) => i);
  expect(nearStretchOf(long, long.with(200, -1), 0)).toBe(200);
  expect(nearStretchOf(long, long.with(200, -1), 0.01)).toBe(300);
  expect(nearStretchOf([], long, 0.5)).toBe(0);
});
