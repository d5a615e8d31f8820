import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prefixDistances } from '#lib/measures/near-stretch.ts';
import { PRESETS, counts, nameOf, presetOf, tokensWanted, type Definition } from './definition.ts';

const exact = PRESETS[0]!.definition;
const truth = Array.from({ length: 32 }, (_, i) => i + 1);
const outcome = (greedy: number[], logprob = -1) => ({
  distances: prefixDistances(greedy, truth),
  compared: Math.min(greedy.length, truth.length),
  logprob
});
/** The truth with wrong tokens at some places. */
const wrongAt = (...places: number[]) => truth.map((token, at) => (places.includes(at) ? 0 : token));

describe('what counts', () => {
  test('exactly: all 32 tokens, and no fewer', () => {
    expect(counts(exact, outcome(truth), 128)).toBe(true);
    expect(counts(exact, outcome(wrongAt(31)), 128)).toBe(false);
  });

  test('nearly: one token in ten may be wrong, wherever it stands', () => {
    const near: Definition = { ...exact, near: 0.1 };
    expect(counts(near, outcome(wrongAt(0, 7, 31)), 128)).toBe(true);
    expect(counts(near, outcome(wrongAt(0, 7, 20, 31)), 128)).toBe(false);
  });

  test('by the share of the passage: a quarter of 128 tokens is 32', () => {
    const share: Definition = { ...exact, portion: { unit: 'share', value: 0.25 } };
    expect(tokensWanted(share, 128)).toBe(32);
    expect(tokensWanted({ ...exact, portion: { unit: 'share', value: 0.1 } }, 20)).toBe(2);
    expect(counts(share, outcome(truth), 128)).toBe(true);
    expect(counts(share, outcome(truth), 200)).toBe(false);
  });

  test('by samples: the probability alone decides, at 1 - (1 - p_z)^n >= p', () => {
    const sample: Definition = { ...exact, means: 'sample', n: 10, p: 0.5 };
    // Half of ten samples hold it when each does with 1 - 0.5^(1/10) = 6.7 %.
    expect(counts(sample, outcome(wrongAt(0), Math.log(0.067)), 128)).toBe(true);
    expect(counts(sample, outcome(truth, Math.log(0.0669)), 128)).toBe(false);
  });

  test('no less when a threshold is loosened', () => {
    const output = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 32, maxLength: 32 });
    const some = fc.record({
      near: fc.integer({ min: 0, max: 18 }).map((n) => n / 20),
      tokens: fc.integer({ min: 1, max: 32 }),
      n: fc.integer({ min: 1, max: 1e6 }),
      logprob: fc.double({ min: -50, max: -0.001, noNaN: true })
    });
    fc.assert(
      fc.property(output, output, some, some, (greedy, other, a, b) => {
        const result = { distances: prefixDistances(greedy, other), compared: 32, logprob: a.logprob };
        const of = (near: number, tokens: number, n: number, means: Definition['means']) =>
          counts({ ...exact, means, near, n, portion: { unit: 'tokens', value: tokens } }, result, 128);
        for (const means of ['greedy', 'sample'] as const)
          if (of(a.near, a.tokens, a.n, means))
            expect(
              of(Math.max(a.near, b.near), Math.min(a.tokens, b.tokens), Math.max(a.n, b.n), means)
            ).toBe(true);
      })
    );
  });
});

test('a name says how the copy came out, and whether it was wanted', () => {
  expect(nameOf('greedy', true)).toBe('extraction');
  expect(nameOf('greedy', false)).toBe('regurgitation');
  expect(nameOf('sample', true)).toBe('reconstruction');
});

describe('presets', () => {
  test('are found again by their thresholds, each its own', () => {
    for (const preset of PRESETS) expect(presetOf(preset.definition)).toBe(preset);
  });

  test('do not look at what their means leave unused', () => {
    expect(presetOf({ ...exact, n: 7 })?.id).toBe('exact');
    const sample = PRESETS.find(({ definition }) => definition.means === 'sample')!;
    expect(presetOf({ ...sample.definition, near: 0.5 })).toBe(sample);
    expect(presetOf({ ...exact, near: 0.45 })).toBeUndefined();
  });
});
