import { expect, test } from 'vitest';
import { readLabStart } from '../deduplication.ts';
import {
  allOf,
  asked,
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
  pointsOf,
  report,
  shareOf,
  SIZES
} from '../fixture.ts';
import { readCorpus } from '../corpus.ts';
import { evidence } from './more-counts.ts';

// The first to ask deduplicates the corpus.
test('every model is counted at every length of prompt', async () => {
  const { models, given, asked, release, most, ladder: rungs } = await evidence();
  expect(models).toEqual(
    SIZES.map(({ size, label, tone }) => ({
      ...{ label, tone, parameters: entryOf(`${size}-raw`).parameters, all: allOf(`${size}-raw`, 32) },
      byContext: CONTEXTS.map((context) => ({ context, ...allOf(`${size}-raw`, context) })),
      ladders: [8, 96].map((context) => ({ context, ladder: ladder(`${size}-raw`, context) }))
    }))
  );
  expect({ given, asked, release, rungs }).toEqual({
    given: 32,
    asked: 32,
    release: '2026-12',
    rungs: COPIES
  });
  expect(most).toEqual(ladder('d8-raw', 32).at(-1));
}, 180_000);

test('a longer prompt helps one group most', async () => {
  const { middle } = await evidence();
  const gains = SIZES.flatMap(({ size, label }) =>
    COPIES.map((copies) => {
      const [short, long] = [8, 96].map((context) => ({
        context,
        recited: shareOf(exact(`${size}-raw`, context, [copies])).recited
      }));
      return { label, copies, n: 48, short: short!, long: long! };
    })
  );
  const gain = ({ short, long }: (typeof gains)[number]) => long.recited - short.recited;
  expect(gains).toContainEqual(middle);
  for (const other of gains) expect(gain(other)).toBeLessThanOrEqual(gain(middle));
  const { openings } = await evidence();
  expect(openings).toEqual(
    SIZES.filter(({ size }) => `context.doublings.${size}-raw` in report.answers).map(({ size, label }) => ({
      label,
      worth: report.answers[`context.doublings.${size}-raw`]
    }))
  );
  expect(openings.length).toBeGreaterThan(2);
});

test('the exposure of made-up codes is the report’s, and so is how many ranks are exact', async () => {
  const { canaries, ranks, read } = await evidence();
  expect(read).toEqual(report.answers['snapshots.read']);
  expect(canaries).toEqual(
    SIZES.map(({ size, label, tone }) => ({
      ...{ id: `${size}-raw`, label, tone },
      points: report.exposure.flatMap(
        (row: { model: string; copies: number; mean: number; low: number; high: number }) =>
          row.model === `${size}-raw` ? [{ x: row.copies, y: row.mean, low: row.low, high: row.high }] : []
      )
    }))
  );
  const rows = lab(manifest.exposure.path).rows as { exact: boolean }[];
  expect(ranks).toEqual({ n: rows.length, exact: rows.filter(({ exact }) => exact).length, each: 8 });
  expect(report.exposure.every(({ n }: { n: number }) => n === 8)).toBe(true);
});

test('the further runs of one size are named, and what they differ by is the report’s', async () => {
  const { seeds } = await evidence();
  const { answers } = report;
  const part = (key: string, label: string) => {
    const { value, low, high } = answers[`seeds.share.${key}`];
    return { label, value, low, high, strong: key === 'passage' };
  };
  expect(seeds).toEqual({
    label: '1.3M',
    series: ['d4-raw', 'd4-seed2', 'd4-seed3'].map((id, at) => ({
      ...{ id, label: `run ${at + 1}`, tone: 0.5, points: pointsOf(id) }
    })),
    parted: {
      ...{ before: 16, copies: 32, n: 48 },
      recited: ['d4-raw', 'd4-seed2', 'd4-seed3'].map((id) => shareOf(exact(id, 32, [32])).recited)
    },
    parts: [
      part('copies', 'the number of copies'),
      part('passage', 'the paragraph'),
      part('rest', 'neither')
    ],
    passage: answers['seeds.share.passage'],
    alike: answers['seeds.alike']
  });
});

interface Rung {
  copies: number;
  in: Side;
  out: Side;
}
type Side = Record<'recited' | 'bits', { value: number; low: number; high: number }>;

test('the halves are counted passage by passage', async () => {
  const { halves } = await evidence();
  const { rungs, rows, models } = report.counterfactual as {
    rungs: Rung[];
    models: string[];
    rows: {
      copies: number;
      in: { models: number; recited: number };
      out: { models: number; recited: number };
    }[];
  };
  const line = (id: 'in' | 'out', measure: keyof Side) => ({
    ...{ id, label: id === 'in' ? 'by models that read them' : 'by models that did not' },
    tone: id === 'in' ? 0.5 : undefined,
    points: rungs.map((rung) => {
      const { value, low, high } = rung[id][measure];
      return { x: rung.copies, y: value, low, high };
    })
  });
  const lines = (measure: keyof Side) => [line('in', measure), line('out', measure)];
  let [anyway, byAll, byNone] = [0, 0, 0];
  for (const row of rows) {
    if (row.out.recited > 0) anyway++;
    if (row.copies === 32 && row.in.recited === row.in.models) byAll++;
    if (row.copies === 32 && row.in.recited === 0) byNone++;
    expect([row.in.models, row.out.models]).toEqual([6, 6]);
  }
  const rung = (copies: number) => rungs.find((rung) => rung.copies === copies)!;
  const doubt = ({ in: { recited } }: Rung) => Math.abs(recited.value - 0.5);
  for (const other of rungs) expect(doubt(other)).toBeGreaterThanOrEqual(doubt(rung(32)));
  const passes = models.map((id) => entryOf(id).training.passes_over_its_stream).sort((a, b) => a - b);
  expect(halves).toEqual({
    ...{ label: '1.3M', models: 12, each: { read: 6, unread: 6 }, passes: [passes[0], passes[11]] },
    recited: lines('recited'),
    bits: lines('bits'),
    anyway: { count: anyway, n: 384 },
    middle: {
      ...{ copies: 32, n: 48, byAll, byNone },
      read: rung(32).in.recited.value,
      unread: rung(32).out.recited.value
    },
    fewest: {
      ...{ copies: 1, unread: rung(1).out.bits.value },
      saved: report.answers['counterfactual.bits.1']
    }
  });
});

test('the course of a training is counted over the snapshots', async () => {
  const { course } = await evidence();
  const planted = new Map(
    passages.map(({ id, condition, copies }) => [id, condition === 'exact' ? copies : null])
  );
  const { steps, rows } = lab(manifest.snapshots.path).snapshots.find(
    ({ model }: { model: string }) => model === course!.model
  ) as { steps: number[]; rows: { passage: string; asked: number; matched: number[] }[] };
  const count = (copies: number, at: number) => {
    let recited = 0;
    for (const row of rows)
      if (planted.get(row.passage) === copies && row.matched[at] === row.asked) recited++;
    return recited;
  };
  const any = COPIES.filter((copies) => steps.some((_, at) => count(copies, at) > 0)).reverse();
  expect(course).toEqual({
    model: 'd4-raw',
    series: any.map((copies) => ({
      ...{ id: `${copies}`, label: `${copies} copies` },
      points: [
        { x: 0, y: 0 },
        ...steps.map((step, at) => {
          const recited = count(copies, at);
          return { x: step / steps[steps.length - 1]!, y: recited / 48, ...interval(recited, 48) };
        })
      ]
    }))
  });
});

test('the published curves are told cell by cell', async () => {
  const { published, pythia } = await evidence();
  expect(published.context).toEqual(
    [
      ['GPT-Neo_125M', 'GPT-Neo 125M', 0],
      ['GPT-Neo_1.3B', 'GPT-Neo 1.3B', 1 / 3],
      ['GPT-Neo_2.7B', 'GPT-Neo 2.7B', 2 / 3],
      ['GPT-J_6B', 'GPT-J 6B', 1],
      ['GPT-2_baseline', 'GPT-2 baseline', undefined]
    ].map(([id, label, tone]) => ({
      ...{ id, label, tone },
      points: curve('carlini2022_fig1c_context').map((row) => ({
        x: Number(row.prompt_tokens),
        y: Number(row[id as string])
      }))
    }))
  );
  const parameters = [70e6, 160e6, 410e6, 1.4e9, 2.8e9, 12e9];
  const rows = curve('pythia_memorized_counts').map((row, at) => ({
    ...{ x: parameters[at], raw: Number(row.duped_num_sequences), dedup: Number(row.deduped_num_sequences) }
  }));
  expect(
    curve('pythia_memorized_counts')
      .map(({ model }) => model)
      .join()
  ).toBe('70m,160m,410m,1.4b,2.8b,12b');
  const removed = rows.map(({ raw, dedup }) => (raw - dedup) / raw).sort((a, b) => a - b);
  expect(pythia).toEqual({
    leastRemoved: removed[0],
    mostRemoved: removed[removed.length - 1],
    series: [
      { id: 'raw', label: 'the Pile', points: rows.map(({ x, raw }) => ({ x, y: raw })), tone: 1 },
      {
        id: 'dedup',
        label: 'deduplicated',
        points: rows.map(({ x, dedup }) => ({ x, y: dedup })),
        tone: 1,
        dashed: true
      }
    ]
  });
});

test('near copies are counted over the documents; how alike they are, over all their pairs', async () => {
  const { nets } = await evidence();
  const { groups } = await readLabStart();
  const { tokens } = await readCorpus();
  const { documents } = lab(manifest.corpus.documents.path) as {
    documents: { id: string; kind: string; start: number; length: number }[];
  };
  const levels = new Map(passages.map(({ id, level }) => [id, level as number | null]));
  const near = documents.filter(({ kind }) => kind === 'near');
  const alike = near.filter(({ id }) => levels.get(id.split('-')[0]!) === 10);
  const shingles = alike.map(({ start, length }) => {
    const found = new Set<string>();
    for (let at = start; at + 5 <= start + length; at++) found.add(tokens.slice(at, at + 5).join());
    return found;
  });
  const jaccards: number[] = [];
  alike.forEach((a, i) =>
    alike.forEach((b, j) => {
      if (j <= i || a.id.split('-')[0] !== b.id.split('-')[0]) return;
      let both = 0;
      for (const shingle of shingles[i]!) if (shingles[j]!.has(shingle)) both++;
      jaccards.push(both / (shingles[i]!.size + shingles[j]!.size - both));
    })
  );
  jaccards.sort((a, b) => a - b);
  const counts = (name: string) => {
    const { documents, near: found } = groups.find((group) => group.name === name)!;
    return { name, documents, published: found[0]!, loose: found[1]! };
  };
  const byLevel = [10, 20, 50].map((level) => counts(`Near copies, ${level}\u00a0% replaced`));
  const others = [counts('Made-up secrets'), counts('Sentences made by one rule')];
  const kinds = (kind: string) => documents.filter((document) => document.kind === kind).length;
  expect(others.map(({ documents }) => documents)).toEqual([kinds('canary'), kinds('pattern')]);
  let [published, loose] = [0, 0];
  for (const level of byLevel) {
    published += level.published;
    loose += level.loose;
  }
  expect(nets).toEqual({
    ...{ documents: near.length, published, loose, shared: jaccards[jaccards.length >> 1] },
    others: others.map(({ name, documents, loose }) => ({ name: name.toLowerCase(), documents, loose })),
    rows: [...byLevel, ...others].flatMap(({ name, documents, published, loose }) => [
      { label: 'published thresholds', value: published / documents, group: name },
      { label: 'loose rule', value: loose / documents, group: name }
    ])
  });
});

test('the near copies that the twin read more often and knows less are counted over the rows', async () => {
  const { puzzle } = await evidence();
  const near = (model: string) =>
    asked(model).filter(
      ({ condition, level, context }) => condition === 'near' && level === 10 && context === 32
    );
  const bits = (rows: ReturnType<typeof near>) => {
    let sum = 0;
    for (const row of rows) sum += row.bits / row.greedy.length;
    return sum / rows.length;
  };
  const [raw, twin] = [near('d8-raw'), near('d8-dedup')];
  expect(puzzle).toMatchObject({ label: '15.7M', level: 10, copies: 16, n: raw.length });
  expect(puzzle!.bits).toBeCloseTo(bits(raw), 9);
  expect(puzzle!.twin.bits).toBeCloseTo(bits(twin), 9);
  expect([puzzle!.recited, puzzle!.twin.recited]).toEqual([raw, twin].map((rows) => shareOf(rows).recited));
  expect(puzzle!.passes).toBe(entryOf('d8-dedup').training.passes_over_its_stream);
  // The puzzle: read more often, and known less, though not at every size.
  expect(puzzle!.passes).toBeGreaterThan(1);
  expect(puzzle!.twin.bits).toBeGreaterThan(2 * puzzle!.bits);
  expect(puzzle!.pairs.map(({ label }) => label)).toEqual(['0.14M', '0.37M', '1.3M', '5.9M', '15.7M']);
  const costs = (model: string, condition: string, copies: number) =>
    asked(model)
      .filter((row) => row.condition === condition && row.copies === copies && row.context === 32)
      .filter(({ level }) => (level ?? 10) === 10)
      .map((row) => row.bits / row.greedy.length);
  const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  for (const [at, size] of ['d1', 'd2', 'd4', 'd6', 'd8'].entries()) {
    const over = (condition: string, copies: number) =>
      average(costs(`${size}-dedup`, condition, copies)) - average(costs(`${size}-raw`, condition, copies));
    const { over: found, beyondUnread } = puzzle!.pairs[at]!;
    expect(found.mean).toBeCloseTo(over('near', 16), 9);
    expect(beyondUnread.mean).toBeCloseTo(over('near', 16) - over('exact', 0), 9);
    for (const { low, mean, high } of [found, beyondUnread]) expect(low < mean && mean < high).toBe(true);
  }
});

test('the published shares by size are told cell by cell', async () => {
  const { published } = await evidence();
  const sizes = curve('carlini2022_fig1a_model_size').map((row) => ({
    series: row.series!,
    point: { x: Number(row.params_millions) * 1_000_000, y: Number(row.fraction_extractable) }
  }));
  const of = (...names: string[]) =>
    sizes.flatMap(({ series, point }) => (names.includes(series) ? [point] : []));
  expect(published.size).toEqual([
    { id: 'neo', label: 'GPT-Neo, GPT-J', points: of('GPT-Neo', 'GPT-J'), tone: 1 },
    { id: 'gpt2', label: 'GPT-2', points: of('GPT-2 baseline') }
  ]);
});

test('what each size saves over the one before is the report’s', async () => {
  const { sizeSteps } = await evidence();
  const { answers } = report;
  const step = (from: number, to: number) => {
    const [a, b] = [SIZES[from]!, SIZES[to]!];
    const doublings = answers[`size.step.${a.size}-raw.${b.size}-raw`];
    expect(doublings.times).toBeCloseTo(
      entryOf(`${b.size}-raw`).parameters / entryOf(`${a.size}-raw`).parameters,
      3
    );
    return { from: a.label, to: b.label, doublings };
  };
  expect(sizeSteps).toEqual([step(1, 2), step(2, 3), step(3, 4)]);
});
