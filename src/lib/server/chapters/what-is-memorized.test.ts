import { expect, test } from 'vitest';
import { readLabStart } from '../deduplication.ts';
import {
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
import { readCorpus } from '../published.ts';
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
        all: shareOf(exact(raw, 32)),
        byContext: CONTEXTS.map((context) => ({ context, ...shareOf(exact(raw, context)) })),
        ladders: [8, 96].map((context) => ({ context, ladder: ladder(raw, context) })),
        first: COPIES.find((copies) => exact(raw, 32, [copies]).some(({ recited }) => recited)) ?? null,
        half: from(raw, (recited) => recited >= 24),
        whole: from(raw, (recited) => recited === 48),
        fit: report.answers[`half.${raw}`],
        bitsPerByte: entryOf(raw).loss_bits_per_byte,
        twin: {
          ladder: ladder(twin, 32),
          all: shareOf(exact(twin, 32)),
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

test('the control is every model at every length of prompt; a longer prompt helps one group most', async () => {
  const { control, middle } = await evidence();
  let recited = 0;
  for (const { size } of SIZES)
    for (const data of ['raw', 'dedup'])
      for (const context of CONTEXTS) recited += shareOf(exact(`${size}-${data}`, context, [0])).recited;
  expect(control).toEqual({ models: 10, passages: 48, contexts: 5, recited });
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
});

test('what was fitted is the report’s, under the names of the sizes', async () => {
  const { fitted, canaries } = await evidence();
  const { answers, predictions, exposure } = report;
  const step = (from: number, to: number) => {
    const [a, b] = [SIZES[from]!, SIZES[to]!];
    return { from: a.label, to: b.label, doublings: answers[`size.doublings.${a.size}-raw.${b.size}-raw`] };
  };
  const { id, quantity, expected, low, high, found, holds } = predictions.find(
    ({ id }: { id: string }) => id === 'half.d8-raw'
  );
  expect(fitted).toEqual({
    doublings: answers['size.doublings'],
    steps: [step(1, 2), step(2, 3), step(3, 4)],
    read: answers['snapshots.read'],
    predicted: { id, quantity, expected, low, high, found, holds }
  });
  expect(canaries).toEqual(
    SIZES.map(({ size, label, tone }) => ({
      ...{ id: `${size}-raw`, label, tone },
      points: exposure.flatMap(
        (row: { model: string; copies: number; mean: number; low: number; high: number }) =>
          row.model === `${size}-raw` ? [{ x: row.copies, y: row.mean, low: row.low, high: row.high }] : []
      )
    }))
  );
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
    halves: report.seeds.map(({ half }: { half: { value: number } }) => half.value),
    spread: answers['seeds.spread'],
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
  const sizes = curve('carlini2022_fig1a_model_size').map((row) => ({
    series: row.series!,
    point: { x: Number(row.params_millions) * 1_000_000, y: Number(row.fraction_extractable) }
  }));
  const of = (...names: string[]) =>
    sizes.flatMap(({ series, point }) => (names.includes(series) ? [point] : []));
  expect(published).toEqual({
    copies: lines('carlini2022_fig1b_duplicates', 'repetitions_approx_bucket'),
    context: lines('carlini2022_fig1c_context', 'prompt_tokens'),
    size: [
      { id: 'neo', label: 'GPT-Neo, GPT-J', points: of('GPT-Neo', 'GPT-J'), tone: 1 },
      { id: 'gpt2', label: 'GPT-2', points: of('GPT-2 baseline') }
    ]
  });
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

test('the explorer begins with the counts of the exact copies', async () => {
  const { recall } = await evidence();
  expect(recall.view.rows.map(({ model, cells }) => [model, cells.map(({ hits }) => hits)])).toEqual(
    SIZES.toReversed().map(({ size }) => [
      `${size}-raw`,
      ladder(`${size}-raw`, 32).map(({ recited }) => recited)
    ])
  );
});
