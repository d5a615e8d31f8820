import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CorpusIndex } from './corpus-index.ts';
import { makeCorpus } from './fixture.ts';

const MIN = 3;

test('stretches, and the documents that hold the longest, are what a search through the text finds', () => {
  const ids = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(
      fc.array(fc.record({ ids, raw: fc.integer({ min: 0, max: 4 }) }), { minLength: 1, maxLength: 5 }),
      ids,
      (documents, text) => {
        const corpus = makeCorpus(documents);
        const index = new CorpusIndex(corpus.tokens, corpus.documents);
        const holds = (part: number[]) =>
          documents.flatMap((document, i) =>
            document.raw > 0 && ` ${document.ids.join(' ')} `.includes(` ${part.join(' ')} `) ? [i] : []
          );
        const spans: [number, number][] = [];
        let end = 0;
        for (let at = 0; at < text.length; at++) {
          let length = text.length - at;
          while (length >= MIN && holds(text.slice(at, at + length)).length === 0) length--;
          if (length < MIN || at + length <= end) continue;
          spans.push([at, length]);
          end = at + length;
        }
        const found = index.copied(text, MIN);
        if (spans.length === 0) {
          expect(found).toBeNull();
          return;
        }
        const longest = spans.reduce((best, span) => (span[1] > best[1] ? span : best));
        const holders = holds(text.slice(longest[0], longest[0] + longest[1]));
        expect(found!.spans).toEqual(spans);
        expect(found!.documents).toBe(holders.reduce((sum, i) => sum + documents[i]!.raw, 0));
        const all = spans.flatMap(([at, length]) => holds(text.slice(at, at + length)));
        expect(found!.from).toEqual([...new Set(all)].sort((a, b) => a - b).map((i) => `d${i}`));
      }
    )
  );
});

test('a start mark ends the text', () => {
  const corpus = makeCorpus([{ ids: [1, 2, 3, 4, 5] }]);
  const index = new CorpusIndex(corpus.tokens, corpus.documents);
  expect(index.copied([1, 2, 3, 0, 3, 4, 5], MIN)!.spans).toEqual([[0, 3]]);
  expect(index.copied([9, 9], MIN)).toBeNull();
});
