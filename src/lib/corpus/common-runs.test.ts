import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commonRuns } from './common-runs.ts';
import { makeCorpus } from './fixture.ts';
import { SuffixIndex } from './suffix-index.ts';

const tokens = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 15 });

test('the runs are those that enough documents of the kind have, each once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(tokens, fc.boolean()), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 2, max: 4 }),
      (texts, least) => {
        const made = makeCorpus(texts.map(([ids]) => ({ ids })));
        const documents = made.documents.map((document, i) => ({
          ...document,
          kind: texts[i]![1] ? 'address' : 'near'
        }));
        const lengths = [2, 3];
        const found = commonRuns(new SuffixIndex(made.tokens, documents), {
          lengths,
          least,
          kind: 'address'
        });

        const expected = new Map<string, { documents: Set<number>; places: number }>();
        texts.forEach(([ids, counts], i) => {
          if (!counts) return;
          for (const length of lengths)
            for (let at = 0; at + length <= ids.length; at++) {
              const key = ids.slice(at, at + length).join();
              const run = expected.get(key) ?? { documents: new Set(), places: 0 };
              run.documents.add(i);
              run.places++;
              expected.set(key, run);
            }
        });
        const wanted = [...expected].filter(([, run]) => run.documents.size >= least);
        expect(new Map(found.map(({ ids, documents, places }) => [ids.join(), [documents, places]]))).toEqual(
          new Map(wanted.map(([key, run]) => [key, [run.documents.size, run.places]]))
        );
        expect(found).toHaveLength(wanted.length);
      }
    )
  );
});
