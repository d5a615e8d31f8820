// The dial on a training text of its own, against looking for each run at each place of it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CorpusIndex } from '#lib/corpus/corpus-index.ts';
import { makeCorpus } from '#lib/corpus/fixture.ts';
import { isMember, matchLengths, RULES } from '#lib/measures/n-gram-membership.ts';
import { SHORTEST, stretchesOf, verbatim } from './sources.ts';

const tokens = (most: number) => fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: most });

test('the verdicts of the dial equal brute force', () => {
  fc.assert(
    fc.property(
      fc.array(tokens(20), { minLength: 1, maxLength: 5 }),
      tokens(16),
      fc.integer({ min: 2, max: 20 }),
      fc.constantFrom(...RULES),
      (documents, text, n, rule) => {
        const corpus = makeCorpus(documents.map((ids) => ({ ids })));
        const index = new CorpusIndex(corpus.tokens, corpus.documents);
        const spans = index.spans(text, { min: Math.min(SHORTEST, text.length) });
        const stretches = verbatim(stretchesOf(spans, () => 'address'));
        const asked = Math.min(n, text.length);
        const found = text.slice(asked - 1).map((_, at) => {
          const run = text.slice(at, at + asked).join();
          return documents.some((ids) => ids.some((_, i) => ids.slice(i, i + asked).join() === run));
        });
        expect(isMember(matchLengths(text.length, stretches), n, rule)).toBe(
          rule === 'some' ? found.includes(true) : !found.includes(false)
        );
      }
    )
  );
});
