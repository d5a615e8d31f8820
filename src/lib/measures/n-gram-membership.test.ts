import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMember, largestN, matchLengths, RULES, runsThrough, type Rule } from './n-gram-membership.ts';

const tokens = (most: number) => fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: most });

/** Whether a run appears in a document, looked for at each place. */
const appears = (run: readonly number[], documents: readonly number[][]) =>
  documents.some((document) =>
    document.some(
      (_, at) => at + run.length <= document.length && run.every((id, i) => document[at + i] === id)
    )
  );

/** All stretches that appear, maximal or not. */
const stretches = (text: readonly number[], documents: readonly number[][]) =>
  text.flatMap((_, start) =>
    text
      .slice(start)
      .map((_, i) => ({ start, end: start + i + 1 }))
      .filter(({ end }) => appears(text.slice(start, end), documents))
  );

function bruteForce(text: readonly number[], documents: readonly number[][], n: number, rule: Rule): boolean {
  if (text.length === 0) return false;
  const asked = Math.min(n, text.length);
  const found = Array.from({ length: text.length - asked + 1 }, (_, at) =>
    appears(text.slice(at, at + asked), documents)
  );
  return rule === 'some' ? found.includes(true) : !found.includes(false);
}

test('a verdict is what looking for every run at every place finds', () => {
  fc.assert(
    fc.property(
      tokens(12),
      fc.array(tokens(14), { maxLength: 4 }),
      fc.integer({ min: 1, max: 15 }),
      fc.constantFrom(...RULES),
      (text, documents, n, rule) => {
        const lengths = matchLengths(text.length, stretches(text, documents));
        expect(isMember(lengths, n, rule)).toBe(bruteForce(text, documents, n, rule));
        const most = largestN(lengths, rule);
        for (let m = 1; m <= text.length; m++) expect(isMember(lengths, m, rule)).toBe(m <= most);
      }
    )
  );
});

test('of overlapping stretches the longest counts for each token', () => {
  const spans = [
    { start: 0, end: 3 },
    { start: 2, end: 6 }
  ];
  expect(matchLengths(7, spans)).toEqual([3, 2, 4, 3, 2, 1, 0]);
  expect(runsThrough(7, spans)).toEqual([3, 3, 4, 4, 4, 4, 0]);
});
