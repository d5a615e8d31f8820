import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DataVariant } from '#lib/release/manifest.ts';
import { normalizedEditDistance } from '#lib/measures/edit-distance.ts';
import { makeCorpus, randomNumbers, zipf, type FixtureDocument } from './fixture.ts';
import { CorpusIndex, type SpanOptions } from './corpus-index.ts';
import { BOS } from './suffix-index.ts';
import { nearRegions } from './near-spans.ts';

const build = (documents: FixtureDocument[]) => {
  const corpus = makeCorpus(documents);
  return new CorpusIndex(corpus.tokens, corpus.documents);
};

/** Where `ids` stands in the documents, by looking everywhere; `at` -1 is a document's BOS. */
function naiveFind(documents: FixtureDocument[], ids: number[]): { document: number; at: number }[] {
  if (ids.lastIndexOf(BOS) > 0) return [];
  return documents.flatMap((document, d) => {
    const text = [BOS, ...document.ids];
    return text
      .map((_, at) => ({ document: d, at: at - 1 }))
      .filter(({ at }) => ids.every((id, i) => text[at + 1 + i] === id));
  });
}

function naiveCount(documents: FixtureDocument[], ids: number[], data: DataVariant): number {
  return naiveFind(documents, ids).reduce((sum, { document }) => sum + documents[document]![data]!, 0);
}

function naiveNext(documents: FixtureDocument[], ids: number[], data: DataVariant): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { document, at } of naiveFind(documents, ids)) {
    const id = documents[document]!.ids[at + ids.length] ?? BOS;
    const n = documents[document]![data]!;
    if (n > 0) counts.set(id, (counts.get(id) ?? 0) + n);
  }
  return counts;
}

function naiveSpans(
  documents: FixtureDocument[],
  ids: number[],
  min: number,
  data: DataVariant
): [number, number][] {
  const found: [number, number][] = [];
  for (let start = 0; start < ids.length; start++) {
    for (let end = ids.length; end >= start + Math.max(1, min); end--) {
      const piece = ids.slice(start, end);
      if (!piece.includes(BOS) && naiveCount(documents, piece, data) > 0) {
        found.push([start, end]);
        break;
      }
    }
  }
  return found.filter(([a, b], i) => !found.some(([c, d], j) => i !== j && c <= a && b <= d));
}

// Small alphabets, so that everything repeats.
const alphabet = 4;
const token = fc.integer({ min: 1, max: alphabet - 1 });
const copies = fc.nat(3);
const corpora = fc.array(
  fc.record({ ids: fc.array(token, { maxLength: 20 }), raw: copies, dedup: fc.nat(1) }),
  { minLength: 1, maxLength: 6 }
);
const query = fc.array(fc.nat(alphabet), { maxLength: 8 });
const variant = fc.constantFrom<DataVariant>('raw', 'dedup');

describe('against looking everywhere', () => {
  test('find, count', () => {
    fc.assert(
      fc.property(corpora, query, variant, (documents, ids, data) => {
        const index = build(documents);
        const { from, to } = index.find(ids);
        expect(to - from).toBe(naiveFind(documents, ids).length);
        expect(index.count(ids, data)).toBe(naiveCount(documents, ids, data));
      }),
      { numRuns: 500 }
    );
  });

  test('ntd, prob', () => {
    fc.assert(
      fc.property(corpora, query, variant, fc.integer({ min: 1, max: 5 }), (documents, ids, data, limit) => {
        const index = build(documents);
        const expected = naiveNext(documents, ids, data);
        const { count, distinct, next } = index.ntd(ids, limit, data);
        expect(count).toBe([...expected.values()].reduce((a, b) => a + b, 0));
        expect(distinct).toBe(expected.size);
        const best = [...expected].sort(([a, m], [b, n]) => n - m || a - b).slice(0, limit);
        expect(next).toEqual(best.map(([id, n]) => ({ id, count: n, prob: n / count })));
        for (const id of [BOS, 1, 2, alphabet, -1]) {
          const nextCount = expected.get(id) ?? 0;
          expect(index.prob(ids, id, data)).toEqual({
            count,
            nextCount,
            prob: count ? nextCount / count : null
          });
        }
      }),
      { numRuns: 300 }
    );
  });

  test('ntd of every token and every pair that is there', () => {
    const longer = fc.array(
      fc.record({ ids: fc.array(token, { maxLength: 60 }), raw: copies, dedup: fc.nat(1) }),
      {
        minLength: 1,
        maxLength: 3
      }
    );
    fc.assert(
      fc.property(longer, variant, (documents, data) => {
        const index = build(documents);
        for (const { ids } of documents) {
          for (const query of ids.slice(0, 12).flatMap((id, i) => [[id], ids.slice(i, i + 2)])) {
            const { distinct, next } = index.ntd(query, 5, data);
            const expected = naiveNext(documents, query, data);
            expect(distinct).toBe(expected.size);
            expect(new Map(next.map(({ id, count }) => [id, count]))).toEqual(expected);
          }
        }
      })
    );
  });

  test('infgramNtd, infgramProb', () => {
    fc.assert(
      fc.property(corpora, query, variant, (documents, ids, data) => {
        const index = build(documents);
        let suffix = ids;
        while (suffix.length > 0 && naiveCount(documents, suffix, data) === 0) suffix = suffix.slice(1);
        const suffixLength = suffix.length;
        expect(index.infgramNtd(ids, 3, data)).toEqual({ suffixLength, ...index.ntd(suffix, 3, data) });
        expect(index.infgramProb(ids, 1, data)).toEqual({ suffixLength, ...index.prob(suffix, 1, data) });
        expect(index.infgramProb(ids, 1)).toEqual(index.infgramProb(ids, 1, 'raw'));
        expect(index.infgramNtd(ids)).toEqual(index.infgramNtd(ids, 10, 'raw'));
      })
    );
  });

  test('context', () => {
    fc.assert(
      fc.property(corpora, query, fc.nat(6), fc.nat(6), (documents, ids, before, after) => {
        const index = build(documents);
        const expected = naiveFind(documents, ids);
        const places = expected.length;
        const found = Array.from({ length: places }, (_, k) => index.context(ids, k, { before, after })!);
        for (const [k, context] of found.entries()) {
          const d = Number(context.document.slice(1));
          const text = documents[d]!.ids;
          const { at } = context;
          expect(context).toEqual({
            k,
            places,
            document: `d${d}`,
            kind: 'address',
            title: `Document ${d}`,
            at,
            copies: { raw: documents[d]!.raw, dedup: documents[d]!.dedup },
            before: at < 0 ? [] : text.slice(Math.max(0, at - before), at),
            match: ids,
            after: [BOS, ...text].slice(at + 1 + ids.length, at + 1 + ids.length + after)
          });
        }
        const place = ({ document, at }: { document: number | string; at: number }) => `${document} ${at}`;
        expect(found.map(place).sort()).toEqual(
          expected.map(({ document, at }) => place({ document: `d${document}`, at })).sort()
        );
        for (const k of [-1, places, 0.5, NaN]) expect(index.context(ids, k)).toBeNull();
      })
    );
  });

  test('verbatim spans', () => {
    const text = fc.array(fc.nat(alphabet), { maxLength: 24 });
    fc.assert(
      fc.property(corpora, text, fc.nat(5), variant, (documents, ids, min, data) => {
        const index = build(documents);
        const spans = index.spans(ids, { min, data, near: false });
        expect(spans.map(({ start, end }) => [start, end])).toEqual(naiveSpans(documents, ids, min, data));
        for (const { start, end, kind, copies, sources } of spans) {
          const piece = ids.slice(start, end);
          const places = naiveFind(documents, piece)
            .map(({ document, at }) => ({ document, at, copies: documents[document]![data]! }))
            .filter(({ copies }) => copies > 0)
            .sort((a, b) => b.copies - a.copies || a.document - b.document || a.at - b.at);
          expect(kind).toBe('verbatim');
          expect(copies).toBe(places.reduce((sum, place) => sum + place.copies, 0));
          expect(sources).toEqual(
            places.slice(0, 5).map(({ document, at, copies }) => ({ document: `d${document}`, at, copies }))
          );
        }
      }),
      { numRuns: 1000 }
    );
  });
});

describe('long verbatim spans', () => {
  test('of passages pasted one after another, however they overlap, are those found by looking everywhere', () => {
    const document = fc.record({
      ids: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 20, maxLength: 40 }),
      raw: copies,
      dedup: fc.nat(1)
    });
    const paste = fc.record({ document: fc.nat(3), at: fc.nat(20), length: fc.integer({ min: 5, max: 40 }) });
    fc.assert(
      fc.property(
        fc.array(document, { minLength: 1, maxLength: 3 }),
        fc.array(paste, { maxLength: 3 }),
        fc.integer({ min: 4, max: 14 }),
        variant,
        (documents, pastes, min, data) => {
          const ids = pastes.flatMap(({ document, at, length }) =>
            documents[document % documents.length]!.ids.slice(at, at + length)
          );
          // A document that begins as the text nearly ends, and goes on elsewhere.
          const all = [...documents, { ids: [...ids.slice(-3), ...ids.slice(0, 20)], raw: 1, dedup: 1 }];
          const text = [...ids, ...ids.slice(0, 20)];
          const spans = build(all).spans(text, { min, data, near: false });
          expect(spans.map(({ start, end }) => [start, end])).toEqual(naiveSpans(all, text, min, data));
        }
      ),
      { numRuns: 50 }
    );
  });
});

describe('near-verbatim spans', () => {
  test('are what they say: pieces of one document, within the distance, longer than any piece', () => {
    // Stretches of the documents with a few tokens replaced, left out or put in, one after another.
    const edit = fc.record({ at: fc.nat(40), remove: fc.nat(1), insert: fc.array(token, { maxLength: 1 }) });
    const edited = fc.array(
      fc.record({
        document: fc.nat(5),
        at: fc.nat(10),
        length: fc.nat(40),
        edits: fc.array(edit, { maxLength: 3 })
      }),
      { maxLength: 3 }
    );
    const document = fc.record({
      ids: fc.array(token, { minLength: 20, maxLength: 50 }),
      raw: copies,
      dedup: fc.nat(1)
    });
    let seen = 0;
    fc.assert(
      fc.property(
        fc.array(document, { minLength: 1, maxLength: 6 }),
        edited,
        fc.integer({ min: 5, max: 14 }),
        variant,
        (documents, pastes, min, data) => {
          const { tokens, documents: list } = makeCorpus(documents);
          const index = new CorpusIndex(tokens, list);
          const ids = pastes.flatMap(({ document, at, length, edits }) => {
            const text = documents[document % documents.length]!.ids.slice(at, at + length);
            for (const { at, remove, insert } of edits) text.splice(at, remove, ...insert);
            return text;
          });
          const all = index.spans(ids, { min, data });
          expect(all).toEqual(all.toSorted((a, b) => a.start - b.start || b.end - a.end));
          const regions = nearRegions(index, ids, min, data);
          for (const { start, end, from, to } of regions) {
            const [text, source] = [ids.slice(start, end), Array.from(tokens.subarray(from, to))];
            expect(normalizedEditDistance(text, source)).toBeLessThanOrEqual(0.1);
            expect(text.length).toBeGreaterThanOrEqual(min);
            expect(source).not.toContain(BOS);
            expect(index.documentAt(from).copies[data]).toBeGreaterThan(0);
            expect(text.slice(0, 4)).toEqual(source.slice(0, 4));
            expect(text.slice(-4)).toEqual(source.slice(-4));
          }
          for (const span of all.filter(({ kind }) => kind === 'near')) {
            seen++;
            const same = regions.filter(({ start, end }) => start === span.start && end === span.end);
            const of = same.map(({ from }) => index.documentAt(from).copies[data]);
            expect(span.copies).toBe(of.reduce((a, b) => a + b, 0));
            expect(span.sources).toHaveLength(Math.min(5, same.length));
            const others = all.filter((other) => other !== span);
            expect(others.some(({ start, end }) => start <= span.start && span.end <= end)).toBe(false);
          }
        }
      ),
      { numRuns: 500, seed: 1 }
    );
    expect(seen).toBeGreaterThan(50);
  });

  const random = randomNumbers(7);
  const documents = [
    ...Array.from({ length: 20 }, () => ({ ids: zipf(500, 300, random) })),
    { ids: Array.from({ length: 64 }, (_, i) => 300 + i), raw: 16 }
  ];
  const passage = documents[20]!.ids;
  const index = build(documents);
  const source = (at: number, copies: number) => [{ document: 'd20', at, copies }];

  test.each([
    ['one token replaced', [...passage.slice(0, 20), 5, ...passage.slice(21, 40)], 40],
    ['one token left out', [...passage.slice(0, 20), ...passage.slice(21, 40)], 39],
    ['one token put in', [...passage.slice(0, 20), 5, ...passage.slice(20, 40)], 41],
    [
      'three replaced, in two places',
      [...passage.slice(0, 9), 5, 6, ...passage.slice(11, 25), 7, ...passage.slice(26, 40)],
      40
    ],
    ['two replaced in a row', [...passage.slice(0, 15), 5, 6, ...passage.slice(17, 32)], 32]
  ])('%s', (_, ids, end) => {
    const near = index.spans(ids, { min: 10 }).filter(({ kind }) => kind === 'near');
    expect(near).toEqual([{ start: 0, end, kind: 'near', copies: 16, sources: source(0, 16) }]);
    expect(index.spans(ids, { min: 10, data: 'dedup' }).find(({ kind }) => kind === 'near')?.copies).toBe(1);
  });

  test('verbatim stays verbatim, and every fourth token replaced is no copy', () => {
    const all = index.spans(passage.slice(10, 50), { min: 10 });
    expect(all).toEqual([{ start: 0, end: 40, kind: 'verbatim', copies: 16, sources: source(10, 16) }]);
    expect(
      index.spans(
        passage.map((id, i) => (i % 4 === 3 ? 5 : id)),
        { min: 10 }
      )
    ).toEqual([]);
    expect(
      index.spans(
        passage.map((id, i) => (i % 5 === 4 ? 5 : id)),
        { min: 10 }
      )
    ).toEqual([]);
  });

  test('the longest part within the distance is taken where the whole is not', () => {
    // 20 tokens, one replaced, 10 more; then 4 replaced and 8 more: 5 of 43 is too much, 1 of 31 is not.
    const ids = [...passage.slice(0, 20), 5, ...passage.slice(21, 31), 5, 6, 7, 8, ...passage.slice(35, 43)];
    const near = index.spans(ids, { min: 10 }).filter(({ kind }) => kind === 'near');
    expect(near.map(({ start, end }) => [start, end])).toEqual([[0, 31]]);
  });

  describe('have limits', () => {
    /** Tokens of their own, so that nothing else is like them. */
    const own = (n: number, from = 100) => Array.from({ length: n }, (_, i) => from + i);
    const replaced = (ids: number[], from: number, n = 1) => ids.with(from, 5).fill(5, from, from + n);
    const nearIn = (documents: FixtureDocument[], ids: number[], options: SpanOptions = {}) =>
      build(documents)
        .spans(ids, options)
        .filter(({ kind }) => kind === 'near');
    const ends = (spans: { start: number; end: number }[]) => spans.map(({ start, end }) => [start, end]);

    test('one token of ten may differ, and one of nine may not', () => {
      expect(ends(nearIn([{ ids: own(10) }], replaced(own(10), 5)))).toEqual([[0, 10]]);
      expect(ends(nearIn([{ ids: own(9) }], replaced(own(9), 4), { min: 5 }))).toEqual([]);
    });

    test('as few tokens as were asked for', () => {
      const ids = replaced(own(20), 9);
      expect(ends(nearIn([{ ids: own(20) }], ids, { min: 20 }))).toEqual([[0, 20]]);
      expect(ends(nearIn([{ ids: own(20) }], ids, { min: 21 }))).toEqual([]);
    });

    test('a piece has four tokens, at the beginning, at the end and between', () => {
      const ids = own(44);
      expect(ends(nearIn([{ ids }], replaced(replaced(ids, 4), 39)))).toEqual([[0, 44]]);
      expect(ends(nearIn([{ ids }], replaced(replaced(ids, 3), 40)))).toEqual([]);
      // Three between two gaps are part of one gap, of five.
      expect(ends(nearIn([{ ids }], replaced(replaced(ids, 20), 24)))).toEqual([[0, 44]]);
    });

    test('a gap has six tokens at most, in the text and in the source', () => {
      const ids = own(100);
      expect(ends(nearIn([{ ids }], replaced(ids, 50, 6)))).toEqual([[0, 100]]);
      expect(ends(nearIn([{ ids }], replaced(ids, 50, 7)))).toEqual([]);
      expect(ends(nearIn([{ ids }], ids.toSpliced(50, 6)))).toEqual([[0, 94]]);
      expect(ends(nearIn([{ ids }], ids.toSpliced(50, 7)))).toEqual([]);
      expect(ends(nearIn([{ ids }], ids.toSpliced(50, 0, ...Array<number>(6).fill(5))))).toEqual([[0, 106]]);
      expect(ends(nearIn([{ ids }], ids.toSpliced(50, 0, ...Array<number>(7).fill(5))))).toEqual([]);
    });

    test('several gaps are told together', () => {
      const ids = own(60);
      const six = [8, 17, 26, 35, 44, 52].reduce((text, at) => replaced(text, at), ids);
      expect(ends(nearIn([{ ids }], six))).toEqual([[0, 60]]);
      const less = ends(nearIn([{ ids }], six.slice(0, 59)));
      expect(less.length).toBeGreaterThan(0);
      expect(less).not.toContainEqual([0, 59]);
    });

    test('what stands in more than sixteen places is not sought', () => {
      const copies = (n: number) =>
        Array.from({ length: n }, (_, i) => ({ ids: [10 + i, ...own(30), 50 + i], raw: i + 1 }));
      const ids = replaced(own(30), 15);
      const [found] = nearIn(copies(16), ids);
      expect(found).toEqual({
        start: 0,
        end: 30,
        kind: 'near',
        copies: (16 * 17) / 2,
        sources: [15, 14, 13, 12, 11].map((d) => ({ document: `d${d}`, at: 1, copies: d + 1 }))
      });
      expect(nearIn(copies(17), ids)).toEqual([]);
    });

    test('what stands in no copy of the data asked about is no source', () => {
      const documents = [{ ids: own(30), raw: 3, dedup: 0 }];
      expect(nearIn(documents, replaced(own(30), 15))).toHaveLength(1);
      expect(nearIn(documents, replaced(own(30), 15), { data: 'dedup' })).toEqual([]);
    });
  });

  test('do not join two documents that follow each other in the stream', () => {
    const [a, b] = [documents[3]!.ids.slice(-15), documents[4]!.ids.slice(0, 15)];
    const near = index.spans([...a, 299, ...b], { min: 10 }).filter(({ kind }) => kind === 'near');
    expect(near.filter(({ start, end }) => start < 15 && end > 16)).toEqual([]);
  });
});

describe('edges', () => {
  const documents = [
    { ids: [1, 2, 3], raw: 4 },
    { ids: [], raw: 2 },
    { ids: [1, 2, 1, 2], raw: 1 }
  ];
  const index = build(documents);

  test('the empty query stands before every token, BOS included', () => {
    expect(index.count([])).toBe(4 * 4 + 2 * 1 + 5);
    expect(index.count([], 'dedup')).toBe(4 + 1 + 5);
    expect(index.ntd([], 2).next[0]).toEqual({ id: 0, count: 7, prob: 7 / 23 });
    expect(index.infgramNtd([9, 9]).suffixLength).toBe(0);
  });

  test('BOS asks for openings when first, and for nothing after that', () => {
    expect(index.count([BOS])).toBe(7);
    expect(index.count([BOS, 1])).toBe(5);
    expect(index.count([3, BOS])).toBe(0);
    expect(index.ntd([BOS]).next).toEqual([
      { id: 1, count: 5, prob: 5 / 7 },
      { id: 0, count: 2, prob: 2 / 7 }
    ]);
    expect(index.context([BOS, 1], 0)).toMatchObject({ at: -1, before: [], match: [BOS, 1] });
    expect(index.spans([BOS, 1, 2, 3, BOS, 1, 2], { min: 2 }).map(({ start, end }) => [start, end])).toEqual([
      [1, 4],
      [5, 7]
    ]);
  });

  test('after the last token of a document comes BOS', () => {
    expect(index.ntd([2, 3]).next).toEqual([{ id: BOS, count: 4, prob: 1 }]);
    expect(index.prob([1, 2], BOS)).toEqual({ count: 6, nextCount: 1, prob: 1 / 6 });
  });

  test.each([[[-1]], [[4]], [[70_000]], [[1.5]], [[NaN]], [[1, -1]], [[1, 1.5]], [[1, NaN]], [[1, 65_537]]])(
    'tokens that are none: %j',
    (ids) => {
      expect(index.count(ids)).toBe(0);
      expect(index.prob(ids, 1)).toEqual({ count: 0, nextCount: 0, prob: null });
      expect(index.ntd(ids)).toEqual({ count: 0, distinct: 0, next: [] });
      expect(index.context(ids, 0)).toBeNull();
      expect(index.spans([...ids, 1, 2, 3], { min: 2 }).at(-1)).toMatchObject({
        end: ids.length + 3,
        copies: 4
      });
    }
  );

  test('documents come whole, in part, or not at all', () => {
    expect(index.getDoc('d2')).toMatchObject({ from: 0, ids: [1, 2, 1, 2], length: 4 });
    expect(index.getDoc('d2', { from: 1, to: 3 })).toMatchObject({ from: 1, ids: [2, 1] });
    expect(index.getDoc('d2', { from: -5, to: 99 })).toMatchObject({ from: 0, ids: [1, 2, 1, 2] });
    expect(index.getDoc('d2', { from: 9, to: 99 })).toMatchObject({ from: 4, ids: [] });
    expect(index.getDoc('d1')).toMatchObject({ ids: [] });
    expect(index.getDoc('nowhere')).toBeNull();
  });

  test('a list that does not fit the stream is refused', () => {
    const { tokens, documents: list } = makeCorpus(documents);
    const bad = (change: (documents: typeof list) => void, stream = tokens) => {
      const copy = structuredClone(list);
      change(copy);
      return () => new CorpusIndex(stream, copy);
    };
    expect(bad(() => {})).not.toThrow();
    expect(bad((list) => list.pop())).toThrow('the stream has');
    expect(bad((list) => list.reverse())).toThrow('should start at token');
    expect(bad((list) => (list[0]!.length = 4))).toThrow(
      'd1 should start at token 6 of the stream, and the list says 5'
    );
    for (const length of [-1, 0.5, NaN]) {
      expect(bad((list) => (list.at(-1)!.length = length))).toThrow('d2 should start');
    }
    expect(bad((list) => (list[0]!.copies.raw = -1))).toThrow('copies');
    expect(bad((list) => (list[0]!.copies.dedup = 0.5))).toThrow('copies');
    expect(bad(() => {}, tokens.subarray(0, 5))).toThrow();
    const another = Uint16Array.from(tokens, (id, i) => (i === 2 ? BOS : id));
    expect(bad(() => {}, another)).toThrow('BOS');
    const none = Uint16Array.from(tokens, (id, i) => (i === 4 ? 1 : id));
    expect(bad(() => {}, none)).toThrow('No BOS');
  });
});
