import { expect, test } from 'vitest';
import { sizesOf } from '#lib/release/models.ts';
import {
  allOf,
  CONTEXTS,
  COPIES,
  curve,
  entryOf,
  exact,
  interval,
  ladder,
  lab,
  manifest,
  passages,
  report,
  shareOf,
  SIZES
} from '../fixture.ts';
import { timingOf } from '../traces.ts';
import { readWholeWork, worksEvidence } from '../works.ts';
import { evidence } from './what-is-memorized.ts';

/** The least copies from which on every group holds. */
function from(model: string, holds: (recited: number) => boolean) {
  let copies: number | null = null;
  for (const rung of ladder(model, 32).toReversed()) {
    if (!holds(rung.recited)) break;
    copies = rung.copies;
  }
  return copies;
}

test('every model is counted over its own rows, at every length of prompt, beside its twin', async () => {
  const { models, given, asked, release, vocabulary, tokensRead, repeated } = await evidence();
  expect(models).toEqual(
    SIZES.map(({ size, label, tone }) => {
      const [raw, twin] = [`${size}-raw`, `${size}-dedup`];
      return {
        ...{ label, tone, parameters: entryOf(raw).parameters },
        ladder: ladder(raw, 32),
        all: allOf(raw, 32),
        byContext: CONTEXTS.map((context) => ({ context, ...allOf(raw, context) })),
        first: COPIES.find((copies) => exact(raw, 32, [copies]).some(({ recited }) => recited)) ?? null,
        half: from(raw, (recited) => recited >= 24),
        whole: from(raw, (recited) => recited === 48),
        fit: report.answers[`half.${raw}`],
        bitsPerByte: entryOf(raw).loss_bits_per_byte,
        twin: {
          ladder: ladder(twin, 32),
          all: allOf(twin, 32),
          bitsPerByte: entryOf(twin).loss_bits_per_byte,
          passes: entryOf(twin).training.passes_over_its_stream
        }
      };
    })
  );
  const { raw, dedup } = manifest.corpus.stream_tokens;
  expect({ given, asked, release, vocabulary, tokensRead, repeated }).toEqual({
    ...{ given: 32, asked: 32, release: '2026-12', vocabulary: 4096 },
    tokensRead: entryOf('d8-raw').tokens_seen,
    repeated: (raw - dedup) / raw
  });
});

test('the control is every model at every length of prompt', async () => {
  const { control } = await evidence();
  let recited = 0;
  for (const { size } of SIZES)
    for (const data of ['raw', 'dedup'])
      for (const context of CONTEXTS) recited += shareOf(exact(`${size}-${data}`, context, [0])).recited;
  expect(control).toEqual({ models: 10, passages: 48, contexts: 5, recited });
});

test('what was fitted is the report’s, under the names of the sizes', async () => {
  const { fitted } = await evidence();
  const { answers, predictions } = report;
  const { id, quantity, expected, low, high, found, holds } = predictions.find(
    ({ id }: { id: string }) => id === 'half.d8-raw'
  );
  expect(fitted).toEqual({
    opening: answers['context.doublings.d8-raw'],
    predicted: { id, quantity, expected, low, high, found, holds }
  });
  // One number for all sizes: of neither kind, since neither curve holds.
  expect(answers).not.toHaveProperty('size.doublings');
  expect(answers).not.toHaveProperty('size.share');
});

test('the half-way points lie between the rungs that the counts give', () => {
  for (const { size } of SIZES) {
    const { between, value, low, high, mixed } = report.answers[`half.${size}-raw`];
    const rungs = ladder(`${size}-raw`, 32).slice(1);
    const at = from(`${size}-raw`, (recited) => recited >= 24);
    expect(between[1]).toBe(at);
    expect(mixed).toBe(rungs.filter(({ recited }) => recited > 0 && recited < 48).length);
    // Half lies between two rungs, and the interval holds some of what is between them.
    if (at === null || value === null) continue;
    expect(low).toBeLessThan(at * 1.05);
    expect(high ?? Infinity).toBeGreaterThan(between[0]);
  }
});

/** Steps of reading by passage, of the models that share a course. */
const readings = lab(manifest.readings.path).courses as {
  models: string[];
  steps: number;
  passages: Record<string, number[]>;
}[];

test('the thirds are counted over the steps at which the copies were read', async () => {
  const { timing } = await evidence();
  const { passages: steps } = readings.find(({ models }) => models.includes('d8-raw'))!;
  const rows: unknown[] = [];
  for (const { size, label, tone } of SIZES) {
    const groups = COPIES.slice(1).map((copies) => exact(`${size}-raw`, 32, [copies]));
    if (!groups.some((group) => group.some(({ recited }) => recited))) continue;
    const share = (group: (typeof groups)[number]) =>
      group.filter(({ recited }) => recited).length / group.length;
    let best = groups[0]!;
    for (const group of groups) if (Math.abs(share(group) - 0.5) < Math.abs(share(best) - 0.5)) best = group;
    const mean = ({ id }: { id: string }) => {
      const list = steps[id]!;
      return list.reduce((sum, step) => sum + step, 0) / list.length;
    };
    const order = [...best].sort((a, b) => mean(a) - mean(b));
    ['earliest', 'middle', 'latest'].forEach((third, at) => {
      let count = 0;
      for (const row of order.slice(16 * at, 16 * at + 16)) if (row.recited) count++;
      rows.push({
        group: `${label}, ${best[0]!.copies} copies`,
        label: `${third} third`,
        value: count / 16,
        ...interval(count, 16),
        tone
      });
    });
  }
  expect(timing!.thirds.map((row) => ({ ...row, low: undefined, high: undefined }))).toEqual(
    (rows as object[]).map((row) => ({ ...row, low: undefined, high: undefined }))
  );
  for (const [at, row] of timing!.thirds.entries()) {
    expect(row.low).toBeCloseTo((rows[at] as { low: number }).low, 3);
    expect(row.high).toBeCloseTo((rows[at] as { high: number }).high, 3);
  }
  const last = rows.slice(-3) as { value: number }[];
  expect([timing!.example.earliest, timing!.example.latest]).toEqual([
    16 * last[0]!.value,
    16 * last[2]!.value
  ]);
});

/** Of each model the continuations' bits and the mean steps of reading, by number of copies, each less its mean. */
const moments = (model: string) => {
  const { passages: steps } = readings.find(({ models }) => models.includes(model))!;
  const centred = (values: number[]) => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return values.map((value) => value - mean);
  };
  return COPIES.slice(1).map((copies) => {
    const rows = exact(model, 32, [copies]);
    return {
      x: centred(rows.map(({ id }) => steps[id]!.reduce((a, b) => a + b, 0) / steps[id]!.length)),
      y: centred(rows.map(({ bits }) => -bits))
    };
  });
};
const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

test('the share that goes with the moment is that of the rows, and the later are the more probable', async () => {
  const { timing } = await evidence();
  SIZES.forEach(({ size }, at) => {
    const groups = moments(`${size}-raw`);
    let [total, left, slopes] = [0, 0, 0];
    for (const { x, y } of groups) {
      total += dot(y, y);
      left += dot(y, y) - dot(x, y) ** 2 / dot(x, x);
      slopes += dot(x, y);
    }
    const [k, n] = [groups.length, groups.reduce((sum, { x }) => sum + x.length, 0)];
    expect(timing!.shares.points[at]!.y).toBeCloseTo(1 - left / (n - 2 * k) / (total / (n - k)), 3);
    expect(slopes).toBeGreaterThan(0);
  });
  expect(timing!.largest.value).toBe(report.answers['timing.d8-raw'].value);
  const { within } = timing!;
  expect(within!.timing.value + within!.passage.value + within!.rest.value).toBeCloseTo(1, 3);
  // One measure: all runs together give about what each gives by itself.
  for (const each of within!.each) {
    expect(each).toBeGreaterThan(within!.timing.low);
    expect(each).toBeLessThan(within!.timing.high);
  }
});

test('a share that comes out below zero is none', () => {
  const sizes = sizesOf(manifest);
  const below = structuredClone(report);
  below.answers['timing.d1-raw'] = { value: -0.01, low: -0.03, high: 0.02 };
  expect(timingOf(below, sizes)!.smallest).toEqual({ value: 0, low: 0, high: 0.02 });
});

test('what was read is told from what was not as often as pairs of rows say', async () => {
  const { traces } = await evidence();
  const { models, recited, auc, largest } = traces!;
  const area = (model: string, copies: number) => {
    const [read, unread] = [exact(model, 32, [copies]), exact(model, 32, [0])];
    let more = 0;
    for (const a of read) for (const b of unread) more += a.bits < b.bits ? 1 : a.bits === b.bits ? 0.5 : 0;
    return more / read.length / unread.length;
  };
  ['d4-raw', 'd4-dedup', 'd4-goldfish'].forEach((model, line) => {
    COPIES.slice(1).forEach((copies, at) => {
      expect(auc[line]!.points[at]).toMatchObject({ x: copies });
      expect(auc[line]!.points[at]!.y).toBeCloseTo(area(model, copies), 3);
      expect(recited[line]!.points[at]!.y).toBeCloseTo(shareOf(exact(model, 32, [copies])).share, 9);
    });
  });
  const perToken = (model: string, copies: number) => {
    const rows = exact(model, 32, [copies]);
    return rows.reduce((sum, { bits, greedy }) => sum + bits / greedy.length, 0) / rows.length;
  };
  expect(models.goldfish.exact).toBe(shareOf(exact('d4-goldfish', 32, [128])).recited);
  expect(models.goldfish.bits.value).toBeCloseTo(perToken('d4-goldfish', 128), 3);
  expect(models.goldfish.unread.value).toBeCloseTo(perToken('d4-goldfish', 0), 3);
  expect(models.twin!.bits.value).toBeCloseTo(perToken('d4-dedup', 128), 3);
  expect(largest.once.auc.value).toBeCloseTo(area('d8-raw', 1), 3);
  expect(largest.once.exact).toBe(shareOf(exact('d8-raw', 32, [1])).recited);
  expect(largest.next.copies).toBe(COPIES[2]);
  expect(largest.next.auc.value).toBeCloseTo(area('d8-raw', COPIES[2]!), 3);
});

test('the twin’s codes are taken together over all numbers of copies that were read', async () => {
  const { traces } = await evidence();
  const codes = report.exposure.filter(
    ({ model, copies }: { model: string; copies: number }) => model === 'd4-dedup' && copies > 0
  );
  let [n, sum] = [0, 0];
  for (const row of codes) {
    n += row.n;
    sum += row.n * row.mean;
  }
  expect(traces!.twinCodes).toEqual({ n, mean: expect.closeTo(sum / n, 9) });
  expect(traces!.codes).toBe(codes.at(-1).n);
});

test('how copies are cut and in what precision models are asked is that of the release', async () => {
  const { cut, rounded } = await evidence();
  expect(cut).toBeCloseTo((128 - 1) / 256, 12);
  expect(rounded).toEqual(
    SIZES.filter(({ size }) => entryOf(`${size}-raw`).evaluation.dtype === 'q8').map(({ label }) => label)
  );
  expect(rounded.length).toBeGreaterThan(0);
});

test('paragraphs that are recited without having been read are counted over the halves', async () => {
  const { anyway } = await evidence();
  let count = 0;
  for (const row of report.counterfactual.rows) if (row.out.recited > 0) count++;
  expect(anyway).toEqual({ models: 12, count, n: 384 });
});

test('the published curves are told cell by cell', async () => {
  const { published, pythia } = await evidence();
  const lines = (name: string, x: string) =>
    [
      ['GPT-Neo_125M', 'GPT-Neo 125M', 0],
      ['GPT-Neo_1.3B', 'GPT-Neo 1.3B', 1 / 3],
      ['GPT-Neo_2.7B', 'GPT-Neo 2.7B', 2 / 3],
      ['GPT-J_6B', 'GPT-J 6B', 1],
      ['GPT-2_baseline', 'GPT-2 baseline', undefined]
    ].map(([id, label, tone]) => ({
      ...{ id, label, tone },
      points: curve(name).map((row) => ({ x: Number(row[x]), y: Number(row[id as string]) }))
    }));
  expect(published).toEqual({
    copies: lines('carlini2022_fig1b_duplicates', 'repetitions_approx_bucket')
  });
  const removed = curve('pythia_memorized_counts')
    .map((row) => 1 - Number(row.deduped_num_sequences) / Number(row.duped_num_sequences))
    .sort((a, b) => a - b);
  expect(pythia).toEqual({ leastRemoved: removed[0], mostRemoved: removed[removed.length - 1] });
});

test('the explorer begins with the counts of the exact copies', async () => {
  const { recall } = await evidence();
  expect(recall.view.rows.map(({ model, cells }) => [model, cells.map(({ hits }) => hits)])).toEqual(
    SIZES.toReversed().map(({ size }) => [
      `${size}-raw`,
      ladder(`${size}-raw`, 32).map(({ recited }) => recited)
    ])
  );
});

test('whole works are told of as works.test.ts counts them', async () => {
  const { works, wholeWork } = await evidence();
  expect(works).toEqual(await worksEvidence());
  expect(wholeWork).toEqual(await readWholeWork());
});

test('the chapter begins with what two models were recorded to write', async () => {
  const { opening } = await evidence();
  const { records } = lab(manifest.records.path) as {
    records: {
      model: string;
      passage: string;
      prompt: { text: string };
      tokens: { id: number; text: string }[];
    }[];
  };
  const { id, copies, token_ids } = passages.find(({ id }) => id === 'p240');
  const of = (model: string) => records.find((record) => record.model === model && record.passage === id)!;
  const text = (model: string) =>
    of(model)
      .tokens.map(({ text }) => text)
      .join('');
  const recites = (model: string) => of(model).tokens.every((token, at) => token.id === token_ids[32 + at]);
  expect([recites('d8-raw'), recites('d6-raw'), recites('d4-raw')]).toEqual([true, true, false]);
  expect(opening).toEqual({
    copies,
    prefix: of('d8-raw').prompt.text,
    recites: text('d8-raw'),
    smaller: '1.3M',
    otherwise: text('d4-raw')
  });
});
