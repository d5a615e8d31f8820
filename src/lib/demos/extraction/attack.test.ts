import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellsOf, GRID } from '#lib/charts/scatter.ts';
import { METRICS } from '#lib/measures/suspicion.ts';
import { hitsOf, onAxis, openedOf, orderBy, plotOf, unlike, type Sample } from './attack.ts';

const sample = (change: Partial<Sample> & { own?: number } = {}): Sample => ({
  tokens: 10,
  surprise: { own: change.own ?? 1, small: 2, medium: 2, lowercase: 2, window: 1, zlib: 50 },
  ids: [],
  text: '',
  copy: null,
  ...change
});
const copy = (documents: number, ...from: string[]) => ({
  spans: [[0, 32]] as [number, number][],
  documents,
  from
});

test('a ranking holds every sample once, the most suspicious first, of equals the one drawn first', () => {
  const nats = fc.oneof(fc.constantFrom(0, 1, Infinity), fc.double({ min: 0, max: 9, noNaN: true }));
  fc.assert(
    fc.property(fc.array(nats, { maxLength: 30 }), (list) => {
      const samples = list.map((own) => sample({ own }));
      for (const order of [...METRICS, 'unranked'] as const) {
        const ranking = orderBy(samples, order);
        expect(ranking.toSorted((a, b) => a - b)).toEqual(samples.map((_, at) => at));
      }
      const own = orderBy(samples, 'perplexity');
      for (const [i, at] of own.entries()) {
        if (i === 0) continue;
        const before = own[i - 1]!;
        expect(list[before]! < list[at]! || (list[before] === list[at] && before < at)).toBe(true);
      }
    })
  );
});

test('repeats are taken out in the order in which samples are looked at', () => {
  const samples = [
    'the white whale swims on',
    'a cold sea and a hill',
    'the white whale swims by',
    'one two'
  ].map((text) => sample({ text }));
  expect(unlike(samples, [0, 1, 2], 9)).toEqual([0, 1]);
  expect(unlike(samples, [2, 1, 0], 9)).toEqual([2, 1]);
  expect(unlike(samples, [0, 1, 2], 1)).toEqual([0]);
});

test('what came: copies, passages of the ladder, how often, and in how many documents', () => {
  const samples = [
    sample({ copy: copy(16, 'p1') }),
    sample(),
    sample({ copy: copy(1, 'sotu') }),
    sample({ copy: copy(17, 'p1', 'p2') })
  ];
  const told = openedOf(samples, [{ ids: ['p1', 'p2'] }, { ids: ['p3'] }]);
  expect(told.copies).toBe(3);
  expect(told.seen).toEqual({ finds: 3, kinds: 2, once: 1, twice: 1 });
  expect(told.found).toEqual(['p1', 'p2']);
  expect(told.curve[0]).toEqual({ samples: 0, distinct: 0 });
  expect(told.curve.at(-1)).toEqual({ samples: 4, distinct: 2 });
  expect(told.eidetic.filter((bin) => bin.samples > 0)).toEqual([
    { from: 1, to: 1, samples: 1 },
    { from: 16, to: 31, samples: 2 }
  ]);
  expect(hitsOf(samples, 'zlib', [0, 1])).toEqual({ order: 'zlib', inspected: 2, copies: 1 });
  expect(openedOf([], []).curve).toEqual([{ samples: 0, distinct: 0 }]);
});

test('bits are of the whole sample; of nothing there are none', () => {
  expect(onAxis(sample({ own: Math.LN2 }), 'own')).toBeCloseTo(10, 9);
  expect(onAxis(sample(), 'zlib')).toBe(400);
  expect(onAxis(sample({ own: Infinity, tokens: 0 }), 'own')).toBe(0);
});

test('every sample stands in one cell of the plot, and copies are told only where the corpus is open', () => {
  const place = fc.tuple(
    fc.double({ min: -5, max: 15, noNaN: true }),
    fc.double({ min: -5, max: 15, noNaN: true })
  );
  fc.assert(
    fc.property(fc.array(place), (items) => {
      const domain = { x: [0, 10], y: [0, 10] } as const;
      const cells = cellsOf(
        items,
        (item) => item,
        ([x]) => x > 5,
        domain
      );
      expect(cells.reduce((sum, { n }) => sum + n, 0)).toBe(items.length);
      expect(cells.reduce((sum, { marked }) => sum + marked!, 0)).toBe(items.filter(([x]) => x > 5).length);
      expect(cells.length).toBeLessThanOrEqual(GRID.columns * GRID.rows);
    })
  );
  const samples = [sample({ copy: copy(1, 'p1') }), sample()];
  expect(plotOf(samples, 'own', 'zlib', false).cells.every(({ marked }) => marked === null)).toBe(true);
  expect(plotOf(samples, 'own', 'zlib', true).cells[0]!.marked).toBe(1);
});
