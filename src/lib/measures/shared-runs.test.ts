import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReadDocuments, type Run } from './shared-runs.ts';

/** The runs by their definition: every part of the text, tried in every document. */
function byTrying(text: string, documents: readonly string[], least: number): Omit<Run, 'document'>[] {
  const stands = (start: number, end: number) =>
    start >= 0 &&
    end <= text.length &&
    documents.some((document) => document.includes(text.slice(start, end)));
  const runs: Omit<Run, 'document'>[] = [];
  for (let start = 0; start < text.length; start++) {
    for (let end = start + least; end <= text.length; end++) {
      if (stands(start, end) && !stands(start - 1, end) && !stands(start, end + 1))
        runs.push({ start, length: end - start });
    }
  }
  return runs;
}

const documents = ['the whale went down into the deep', 'and the boat was gone'];
const read = new ReadDocuments(documents);

test('a run is as long as it stands there, and names a document that has it', () => {
  expect(read.runs('so the whale went up', 10)).toEqual([{ start: 3, length: 15, document: 0 }]);
  expect(read.runs('so the whale went up', 16)).toEqual([]);
  expect(read.runs('the boat was here', 5)).toEqual([{ start: 0, length: 13, document: 1 }]);
});

test('no run goes on from one document into the next', () => {
  expect(read.runs('the deepand the', 9)).toEqual([]);
});

test('runs may overlap; none contains another', () => {
  const overlapping = new ReadDocuments(['abcdef', 'defghi']);
  expect(overlapping.runs('abcdefghi', 3)).toEqual([
    { start: 0, length: 6, document: 0 },
    { start: 3, length: 6, document: 1 }
  ]);
});

test('what no document has, a text of nothing and no documents are no trouble', () => {
  expect(read.runs('', 1)).toEqual([]);
  expect(read.runs('日本語 🐋 مرحبا', 2)).toEqual([]);
  expect(new ReadDocuments([]).runs('the whale', 1)).toEqual([]);
  expect(new ReadDocuments(['', 'x']).runs('x', 1)).toEqual([{ start: 0, length: 1, document: 1 }]);
});

describe('against every part tried by itself', () => {
  const letters = (max: number) => fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: max });

  test.each([1, 2, 4])('from %i characters on', (least) => {
    fc.assert(
      fc.property(letters(24), fc.array(letters(20), { maxLength: 4 }), (text, documents) => {
        const runs = new ReadDocuments(documents).runs(text, least);
        expect(runs.map(({ start, length }) => ({ start, length }))).toEqual(
          byTrying(text, documents, least)
        );
        for (const { start, length, document } of runs)
          expect(documents[document]).toContain(text.slice(start, start + length));
      }),
      { numRuns: 400 }
    );
  });
});

test('a text that repeats itself a thousand times takes no longer than another', () => {
  const many = new ReadDocuments(['of the United States of America '.repeat(2000)]);
  const [run] = many.runs('of the United States of America '.repeat(125), 20);
  expect(run).toMatchObject({ start: 0, length: 4000 });
});
