// A filter before a model: nothing that it stops comes out, whatever the model, the training text and the alphabet.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CorpusIndex } from '#lib/corpus/corpus-index.ts';
import { makeCorpus } from '#lib/corpus/fixture.ts';
import type { KeyValueCache } from '#lib/engine/cache.ts';
import { emptyCache } from '#lib/lm/fixtures/cache.ts';
import { memfree, type Step } from '#lib/lm/memfree.ts';
import type { Model, Run } from '#lib/lm/model.ts';
import { Vocabulary } from '#lib/release/vocabulary.ts';
import { foldedWords } from '#lib/words/fold.ts';

/** Tokens that begin, go on, join and part words, in both cases; some hold several, some half a letter. */
const TEXTS = [' a', ' A', 'a', 'b', ' b', 'B', ',', ' —', '’s', ' b a', '\n', ' é', 'e\u0301'].map(
  (text) => [...new TextEncoder().encode(text)]
);
const TOKENS = [...TEXTS, [0xc3], [0xa9]];
/** How a byte-level tokenizer names its bytes. */
const visible = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
const invisible = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !visible(byte));
const nameOf = (bytes: readonly number[]) =>
  bytes.map((byte) => String.fromCodePoint(visible(byte) ? byte : 256 + invisible.indexOf(byte))).join('');
const tokenizer = {
  model: {
    vocab: Object.fromEntries([
      ['<|bos|>', 0],
      ...TOKENS.map((bytes, i) => [nameOf(bytes), i + 1])
    ]) as Record<string, number>
  },
  added_tokens: [{ id: 0 }]
};
const vocabulary = new Vocabulary(tokenizer);
const SIZE = TOKENS.length + 1;
const on: Run = { breathe() {}, stopped: () => false };

/** Says something else after every text, the same after the same. `ends`: how much it likes to end. */
const modelOf = (seed: number, ends: number): Model => {
  const texts = new WeakMap<KeyValueCache, number[]>();
  return {
    context: 64,
    bos: 0,
    vocabulary,
    cache: emptyCache,
    forward: (ids, cache) => {
      const text = [...(texts.get(cache) ?? []), ...ids];
      texts.set(cache, text);
      let state = text.reduce((sum, id) => (Math.imul(sum, 31) + id + 1) | 0, seed) | 1;
      const logits = Float32Array.from({ length: SIZE }, () => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return (state >>> 0) / 2 ** 32;
      });
      logits[0] = ends;
      return logits;
    }
  };
};

const ids = (maxLength: number) => fc.array(fc.integer({ min: 1, max: SIZE - 1 }), { maxLength });
const cases = fc.record({
  documents: fc.array(fc.record({ ids: ids(40), raw: fc.integer({ min: 0, max: 2 }) }), {
    minLength: 1,
    maxLength: 4
  }),
  given: ids(8),
  n: fc.integer({ min: 1, max: 4 }),
  seed: fc.integer(),
  ends: fc.constantFrom(-1, 0.1)
});

/** Whether a sequence stands in one of some others. */
const stands = <T>(run: readonly T[], texts: readonly (readonly T[])[]) =>
  texts.some((text) =>
    text.some((_, at) => at + run.length <= text.length && run.every((x, i) => text[at + i] === x))
  );

/** Whether a text has a run of `n` that stands in `texts` and ends past the place up to which it is the same as `before`. */
const hasNewRun = <T>(
  text: readonly T[],
  before: readonly T[],
  n: number,
  texts: readonly (readonly T[])[]
) => {
  let same = 0;
  while (same < before.length && before[same] === text[same]) same++;
  return text.some(
    (_, last) => last >= same && last + 1 >= n && stands(text.slice(last + 1 - n, last + 1), texts)
  );
};

describe.each([false, true])('folded: %s', (folded) => {
  test('no run that is blocked comes out, and nothing is struck out that would not have been one', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ documents, given, n, seed, ends }) => {
        const corpus = makeCorpus(documents);
        const index = new CorpusIndex(corpus.tokens, corpus.documents);
        index.foldBy(tokenizer);
        const read = documents.filter(({ raw }) => raw > 0).map((document) => document.ids);
        const texts = read.map((text) => foldedWords(vocabulary.decode(text)));
        const blocked = (text: readonly number[], before: readonly number[]) =>
          folded
            ? hasNewRun(
                foldedWords(vocabulary.decode(text)),
                foldedWords(vocabulary.decode(before)),
                n,
                texts
              )
            : hasNewRun(text, before, n, read);
        const steps: Step[] = [];
        const struck: [number[], number[]][] = [];
        const stops = (written: readonly number[], candidates: readonly number[]) => {
          const text = [...given, ...written];
          const stopped = index.stops(text, candidates, { n, folded });
          struck.push(
            ...candidates.map((id, i): [number[], number[]] => [stopped[i] ? [...text, id] : [], text])
          );
          return stopped;
        };
        await memfree(modelOf(seed, ends), given, 24, stops, (step) => steps.push(step), on);
        const written = steps.map(({ id }) => id).filter((id) => id !== 0);
        for (let length = 1; length <= written.length; length++) {
          const text = [...given, ...written.slice(0, length)];
          expect(blocked(text, given)).toBe(false);
        }
        for (const [text, before] of struck) if (text.length) expect(blocked(text, before)).toBe(true);
        expect(steps.map(({ text }) => text).join('')).toBe(shownOf(written));
      }),
      { numRuns: 200 }
    );
  });
});

/** The text of tokens, without a letter at its end that is not whole. */
const shownOf = (ids: readonly number[]) =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    Uint8Array.from(ids.flatMap((id) => TOKENS[id - 1]!)),
    { stream: true }
  );

test('a filter that stops everything leaves the end of the text', async () => {
  const steps: Step[] = [];
  const end = await memfree(
    modelOf(1, -1),
    [1, 2],
    24,
    (_, some) => some.map(() => true),
    (step) => steps.push(step),
    on
  );
  expect(end).toBe('eos');
  expect(steps).toHaveLength(1);
  expect(steps[0]).toMatchObject({ id: 0, text: '' });
  expect(steps[0]!.struck).toHaveLength(SIZE - 1);
});

test('without a filter it is greedy decoding, up to so many tokens or as many as the model reads', async () => {
  const write = async (given: number[], count: number) => {
    const steps: Step[] = [];
    const end = await memfree(
      modelOf(5, -1),
      given,
      count,
      (_, some) => some.map(() => false),
      (step) => steps.push(step),
      on
    );
    return { end, ids: steps.map(({ id }) => id), struck: steps.flatMap(({ struck }) => struck) };
  };
  const { end, ids, struck } = await write([1, 2], 12);
  expect([end, ids.length, struck]).toEqual(['length', 12, []]);
  expect((await write([1, 2, ...ids.slice(0, 5)], 7)).ids).toEqual(ids.slice(5));
  expect((await write([1, 2], 0)).ids).toEqual([]);
  expect(await write([1, 2], 99)).toMatchObject({ end: 'context' });
  await expect(write([SIZE], 4)).rejects.toMatchObject({ code: 'input' });
});

test('it ends when it is stopped, also while the filter is asked', async () => {
  let stopped = false;
  const steps: Step[] = [];
  const stops = (written: readonly number[], some: readonly number[]) => {
    stopped = written.length === 3;
    return stopped ? [] : some.map(() => false);
  };
  const run = { breathe() {}, stopped: () => stopped };
  expect(await memfree(modelOf(5, -1), [1], 24, stops, (step) => steps.push(step), run)).toBe('user');
  expect(steps).toHaveLength(3);
});
