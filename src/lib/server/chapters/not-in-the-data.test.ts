import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { asked, curve, interval, lab, longestRun, manifest, meanOf, type Asked } from '../fixture.ts';
import { evidence } from './not-in-the-data.ts';

test('the lingering completions are shares, by length of run and by size', async () => {
  const { lingering } = await evidence();
  const rows = curve('liu2025_lingering_fraction');
  const columns = { 5: 'n5_pct_approx', 10: 'n10_pct', 20: 'n20_pct', 50: 'n50_exact_pct' };
  const points = (row: Record<string, string>) =>
    Object.entries(columns).map(([n, column]) => ({ x: Number(n), y: Number(row[column]) / 100 }));
  expect(rows.map(({ model_size }) => model_size)).toEqual(['350M', '774M', '1.6B', '2.8B']);
  expect(lingering).toEqual({
    largest: '2.8B',
    series: rows.map((row, at) => ({
      ...{ id: row.model_size, label: row.model_size, tone: at / 3, points: points(row) }
    })),
    byRun: [5, 10, 20, 50].map((n, at) => {
      const shares = rows.map((row) => points(row)[at]!.y);
      const sorted = shares.toSorted((a, b) => a - b);
      return { n, largest: shares[3], least: sorted[0], most: sorted[3] };
    })
  });
});

test('the worth of altered copies is told cell by cell, a missing one as missing', async () => {
  const { mosaic } = await evidence();
  const rows = curve('mosaic_rho_vs_replaced');
  const models = ['GPT-Neo-1.3B', 'Gemma-2B', 'Phi-2', 'Llama-3.2-1B'];
  const at = (replaced: number) => {
    const row = rows.find((row) => row.tokens_replaced_of_100 === String(replaced))!;
    const values = models.map((model) => Number(row[model])).sort((a, b) => a - b);
    return { replaced, least: values[0], most: values[3] };
  };
  expect(mosaic).toEqual({
    series: models.map((model, at) => ({
      ...{ id: model, label: model, tone: at / 3 },
      points: rows.flatMap((row) =>
        row.tokens_replaced_of_100 === '100'
          ? []
          : [
              {
                x: Number(row.tokens_replaced_of_100),
                y: row[model] === '' ? null : Math.round(Number(row[model]) * 100) / 100
              }
            ]
      )
    })),
    few: at(10),
    half: at(50)
  });
});

/** What the largest model makes of one group. */
function group(condition: string, copies: number, level: number | null = null) {
  const rows = asked('d8-raw').filter(
    (row) => row.context === 32 && row.condition === condition && row.copies === copies && row.level === level
  );
  const longest = longestRun(rows.map(({ tokens, greedy }) => tokens.slice(0, 32 + greedy.length)));
  const { mean, low, high, n } = meanOf(rows.map(({ bits, greedy }: Asked) => bits / greedy.length));
  return {
    copies,
    level,
    n,
    recited: rows.filter(({ recited }) => recited).length,
    bits: mean,
    low,
    high,
    longest
  };
}

test('our groups are counted over the rows of the largest model', async () => {
  const { ours } = await evidence();
  if (!ours) throw new Error('The release lacks the passages.');
  const pieces = [16, 32, 64].map((level) => group('fragments', 32, level));
  const near = [10, 20, 50].map((level) => group('near', 16, level));
  const [absent, wholeAsPieces, wholeAsNear] = [group('exact', 0), group('exact', 32), group('exact', 16)];
  const [heldOut, readOnce] = [group('pattern', 0), group('pattern', 1)];
  const whole = [0, 1, 2, 4, 8, 16].map((copies) => group('exact', copies));
  /** Exact copies that cost as many bits, on a straight line over the logarithm of one plus the copies. */
  const worth = (bits: number) => {
    const above = whole.findIndex((rung) => rung.bits <= bits);
    const [a, b] = [whole[above - 1]!, whole[above]!];
    const part = (a.bits - bits) / (a.bits - b.bits);
    return ((1 + a.copies) ** (1 - part) * (1 + b.copies) ** part - 1) / 16;
  };
  const { rows, near: found, ...rest } = ours;
  const { answers } = lab(`${manifest.release}/results/report.json`);
  expect(found).toEqual(
    near.map((copies) => {
      const { value, low, high } = answers[`near.worth.${copies.level}.d8-raw`];
      // What the page counts and what the report says are one number.
      expect(worth(copies.bits)).toBeCloseTo(value, 3);
      expect(low < value && value < high).toBe(true);
      return { ...copies, worth: worth(copies.bits), between: { low, high } };
    })
  );
  expect(rest).toEqual({
    label: '15.7M',
    given: 32,
    asked: 32,
    pieces,
    absent,
    wholeAsPieces,
    wholeAsNear,
    heldOut,
    readOnce,
    toSmaller: [
      ['0.14M', 'd1-raw'],
      ['0.37M', 'd2-raw'],
      ['1.3M', 'd4-raw'],
      ['5.9M', 'd6-raw']
    ].map(([label, model]) => ({ label, ...answers[`near.worth.10.${model}`] }))
  });
  type Found = ReturnType<typeof group>;
  const row = (group: string, label: string, { bits, low, high }: Found, strong: boolean) => ({
    ...{ group, label, value: bits, low, high, strong }
  });
  const [inPieces, nearly, byRule] = [
    'Paragraphs in pieces',
    'Paragraphs in near copies',
    'Sentences made by a rule'
  ] as const;
  expect(rows).toEqual([
    row(inPieces, 'not in the data at all', absent, false),
    ...pieces.map((of) => row(inPieces, `pieces of ${of.level} tokens, each token 32 times`, of, true)),
    row(inPieces, 'whole, 32 copies', wholeAsPieces, false),
    ...near
      .map((of) => row(nearly, `16 copies, in each other ${of.level}\u00a0% of tokens replaced`, of, true))
      .reverse(),
    row(nearly, 'whole, 16 copies', wholeAsNear, false),
    row(byRule, 'held out', heldOut, true),
    row(byRule, 'read once', readOnce, false)
  ]);
});

test('one model completes sentences by rule that it never read', async () => {
  const { byRule } = await evidence();
  const of = (copies: number) => {
    const rows = asked('d6-raw').filter(
      (row) => row.condition === 'pattern' && row.context === 32 && row.copies === copies
    );
    return { n: rows.length, recited: rows.filter(({ recited }) => recited).length };
  };
  expect(byRule).toEqual({ label: '5.9M', heldOut: of(0), readOnce: of(1) });
  expect([byRule!.heldOut, byRule!.readOnce]).toEqual([
    { n: 24, recited: 4 },
    { n: 24, recited: 9 }
  ]);
});

test('what the text says of the dial is counted over the rows and the stream', async () => {
  const { dial } = await evidence();
  const bytes = readFileSync(join('static', 'lab', manifest.corpus.tokens.path));
  const stream = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  const tested = (condition: string, copies?: number) =>
    asked('d8-raw').filter(
      (row) => row.context === 32 && row.condition === condition && (copies ?? row.copies) === row.copies
    );
  /** How many of the texts share n tokens in a row with the stream, compared at every place where three agree. */
  const runs = (rows: readonly Asked[], n: number) => {
    const places = new Map<number, [row: number, ids: number[]][]>();
    const key = (ids: ArrayLike<number>, at: number) =>
      (ids[at]! * 4096 + ids[at + 1]!) * 4096 + ids[at + 2]!;
    rows.forEach(({ tokens, greedy }, row) => {
      const text = tokens.slice(0, 32 + greedy.length);
      for (let at = 0; at + n <= text.length; at++) {
        const run = text.slice(at, at + n);
        places.set(key(run, 0), [...(places.get(key(run, 0)) ?? []), [row, run]]);
      }
    });
    const found = new Set<number>();
    for (let at = 0; at + n <= stream.length; at++) {
      for (const [row, run] of places.get(key(stream, at)) ?? [])
        if (!found.has(row) && run.every((id, i) => stream[at + i] === id)) found.add(row);
    }
    return found.size;
  };
  const unread = tested('exact', 0);
  const once = tested('exact', 1);
  /** By how many bits a token the largest model does better than the smallest, to a thousandth as the page has it. */
  const small = new Map(asked('d1-raw').map((row) => [`${row.id} ${row.context}`, row]));
  const saved = (row: Asked) => {
    const bits = ({ bits, greedy }: Asked) => Number((bits / greedy.length).toFixed(3));
    return bits(small.get(`${row.id} 32`)!) - bits(row);
  };
  const bar = unread.map(saved).toSorted((a, b) => b - a)[2]!;
  const called = (rows: readonly Asked[]) => rows.filter((row) => saved(row) > bar).length;

  expect(dial).toMatchObject({ given: 32, asked: 32, level: 10, few: 5, middle: { at: 13 } });
  expect(dial.unread).toMatchObject({ n: unread.length, byRuns: runs(unread, 5), byLess: called(unread) });
  expect(dial.unread).toMatchObject(interval(runs(unread, 5), unread.length));
  expect(dial.once).toMatchObject({ n: once.length, byLess: called(once) });
  expect(dial.rule).toMatchObject({ n: 24, byLess: called(tested('pattern', 0)) });
  expect(dial.pieces).toEqual({ n: 72, byLess: called(tested('fragments')) });
  const inPart = [...tested('near'), ...tested('fragments')];
  expect(dial.middle).toEqual({
    at: 13,
    unread: runs(unread, 13),
    inPart: { found: runs(inPart, 13), n: inPart.length }
  });
}, 120_000);
