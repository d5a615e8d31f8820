import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PROBABILITIES, SAMPLES, SHARES } from '../definition-link.ts';
import { testLinks } from '../link-laws.ts';
import { CONTEXTS } from '#lib/measures/definition.ts';
import { DEFAULTS, formatState, link, parseState, type BenchState } from './state.ts';

const models = ['big-raw', 'small-raw'];
const usual: BenchState = { model: models[0]!, ...DEFAULTS };

const state: fc.Arbitrary<BenchState> = fc.record({
  model: fc.constantFrom(...models),
  wanted: fc.boolean(),
  definition: fc.record({
    means: fc.constantFrom('greedy' as const, 'sample' as const),
    n: fc.constantFrom(...SAMPLES),
    p: fc.constantFrom(...PROBABILITIES),
    given: fc.constantFrom(...CONTEXTS),
    near: fc.integer({ min: 0, max: 18 }).map((n) => n / 20),
    portion: fc.oneof(
      fc.record({ unit: fc.constant('tokens' as const), value: fc.integer({ min: 1, max: 32 }) }),
      fc.record({ unit: fc.constant('share' as const), value: fc.constantFrom(...SHARES) })
    )
  })
});

testLinks(link, [models], state);

describe('a definition in a link', () => {
  test('is short when all is as usual', () => {
    expect(formatState(usual, models)).toBe('v=1&model=big-raw');
    expect(parseState('', models)).toEqual({ state: usual, complaints: [] });
  });

  test.each([
    ['near=1.5', '“near” cannot be “1.5”; its usual value is used.'],
    ['tokens=0', '“tokens” cannot be “0”; its usual value is used.'],
    ['share=0.3', '“share” cannot be “0.3”; its usual value is used.'],
    ['given=33', '“given” cannot be “33”; its usual value is used.'],
    ['n=-1', '“n” cannot be “-1”; its usual value is used.'],
    ['model=none', 'There is no model “none” here; another takes its place.'],
    ['v=9', 'The link is of version “9”; this page reads version 1.']
  ])('complains of %s and goes on', (fragment, complaint) => {
    expect(parseState(`#${fragment}`, models)).toEqual({ state: usual, complaints: [complaint] });
  });

  test('takes the tokens where a link gives tokens and a share', () => {
    const { state: read, complaints } = parseState('#tokens=8&share=0.1', models);
    expect(read.definition.portion).toEqual({ unit: 'tokens', value: 8 });
    expect(complaints).toEqual(['“share” has no effect beside the rest of the link.']);
  });
});
