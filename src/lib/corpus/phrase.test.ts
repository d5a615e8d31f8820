import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CorpusIndex } from './corpus-index.ts';
import { makeCorpus } from './fixture.ts';

const LETTERS = ['', 'a', 'b', ' a', ' b', '.'];
const PARTS = { goesOn: [1, 2], goesOnAfter: [1, 2, 3, 4] };
const tokens = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 12 });
const textOf = (ids: readonly number[]) => ids.map((id) => LETTERS[id]).join('');

test('counts, places and what follows are those of the words, in the text itself', () => {
  fc.assert(
    fc.property(
      fc.array(tokens, { minLength: 1, maxLength: 4 }),
      fc.constantFrom([1], [2], [1, 4], [2, 1], [1, 5]),
      fc.nat(3),
      fc.integer({ min: 1, max: 3 }),
      (documents, plain, from, many) => {
        const made = makeCorpus(documents.map((ids, i) => ({ ids, raw: i + 1 })));
        const index = new CorpusIndex(made.tokens, made.documents);
        const spaced = [plain[0]! + 2, ...plain.slice(1)];
        const options = { ...PARTS, around: 2 };
        const all = index.phrase([spaced, plain], { ...options, from: 0, many: 1000 });

        let count = 0;
        let places = 0;
        documents.forEach((ids, i) => {
          for (const form of [spaced, plain])
            ids.forEach((_, at) => {
              if (!form.every((id, k) => ids[at + k] === id)) return;
              const before = textOf(ids.slice(0, at));
              const after = textOf(ids.slice(at + form.length));
              const word = textOf(form);
              if (/[ab]$/.test(before) && /^[ab]/.test(word)) return;
              if (/[ab]$/.test(word) && /^[ab]/.test(after)) return;
              places++;
              count += i + 1;
            });
        });
        expect([all.count, all.places, all.shown.length]).toEqual([count, places, places]);
        expect(all.next.reduce((sum, { count }) => sum + count, 0)).toBe(count);
        const page = index.phrase([spaced, plain], { ...options, from, many });
        expect(page.shown).toEqual(all.shown.slice(from, from + many));
      }
    )
  );
});
