import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VIEWS } from '#lib/completion/pieces.ts';
import { testLinks } from '../link-laws.ts';
import {
  CONTEXTS,
  DEFAULTS,
  PREFIX_LIMIT,
  formatState,
  link,
  parseState,
  type PlaygroundState
} from './state.ts';

const known = { models: ['d6-raw', 'd4-raw'], passages: ['p001', 'p002'] };
const usual = { ...DEFAULTS, model: 'd6-raw' };

const decoding = fc.oneof(
  fc.record({
    method: fc.constant('sample' as const),
    temperature: fc.integer({ min: 1, max: 30 }).map((n) => n / 10),
    topK: fc.integer({ min: 0, max: 4096 }),
    topP: fc.integer({ min: 1, max: 100 }).map((n) => n / 100),
    seed: fc.integer({ min: 0, max: 4294967295 }),
    maxTokens: fc.integer({ min: 1, max: 200 })
  }),
  fc.record({
    ...Object.fromEntries(Object.entries(DEFAULTS.decoding).map(([key, value]) => [key, fc.constant(value)])),
    maxTokens: fc.integer({ min: 1, max: 200 })
  }) as fc.Arbitrary<PlaygroundState['decoding']>
);
const state: fc.Arbitrary<PlaygroundState> = fc
  .record({
    model: fc.constantFrom(...known.models),
    beside: fc.option(fc.constantFrom(...known.models)),
    passage: fc.option(fc.constantFrom(...known.passages)),
    context: fc.constantFrom(...CONTEXTS),
    // Form encoding turns lone surrogates into \ufffd, so only well-formed text comes back as it went.
    prefix: fc.string({ unit: 'grapheme', maxLength: 200 }),
    decoding,
    view: fc.constantFrom(...VIEWS)
  })
  .map((s) => (s.passage === null ? { ...s, context: DEFAULTS.context } : { ...s, prefix: '' }));

testLinks(link, [known], state);

describe('state in the link', () => {
  test('is short when all is as usual', () => {
    expect(formatState(usual, known)).toBe('v=1&model=d6-raw');
    expect(parseState('', known)).toEqual({ state: usual, complaints: [] });
  });

  test('leaves out what has no effect, which is no difference either', () => {
    const given = { ...usual, passage: 'p001' };
    const unused = { ...given, prefix: 'x', decoding: { ...usual.decoding, seed: 7, topK: 40 } };
    expect(formatState(unused, known)).toBe('v=1&model=d6-raw&passage=p001');
    expect(link.same(unused, given, known)).toBe(true);
    expect(link.same(unused, { ...given, passage: null }, known)).toBe(false);
    expect(parseState('v=1&passage=p001&prefix=x&seed=7', known)).toEqual({
      state: given,
      complaints: ['prefix', 'seed'].map((key) => `“${key}” has no effect beside the rest of the link.`)
    });
  });

  test('leaves out a prefix that no link could carry', () => {
    expect(formatState({ ...usual, prefix: 'a'.repeat(PREFIX_LIMIT + 1) }, known)).toBe(
      formatState(usual, known)
    );
    expect(formatState({ ...usual, prefix: 'a'.repeat(PREFIX_LIMIT) }, known)).toHaveLength(
      formatState(usual, known).length + 5008
    );
  });

  test('refuses a prefix of 5,001 characters', () => {
    const { state: s, complaints } = parseState(`prefix=${'a'.repeat(PREFIX_LIMIT + 1)}`, known);
    expect(s).toEqual(usual);
    expect(complaints[0]).toMatch(/^“prefix” cannot be “a{40}…”/);
  });

  test.each([
    ['v=7', 'version “7”'],
    ['model=gpt-9', 'no model “gpt-9”'],
    ['beside=gpt-9', 'no model “gpt-9”'],
    ['passage=p999', 'no passage “p999”'],
    ['context=31', '“context” cannot be “31”'],
    ['temperature=-1', '“temperature” cannot be “-1”'],
    ['temperature=Infinity', '“temperature” cannot be'],
    ['seed=1.5', '“seed” cannot be “1.5”'],
    ['length=100000', '“length” cannot be'],
    ['top_p=0', '“top_p” cannot be “0”']
  ])('complains about %s', (fragment, complaint) => {
    const { state: s, complaints } = parseState(fragment, known);
    expect(s).toEqual(usual);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain(complaint);
  });
});
