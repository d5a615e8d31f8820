import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  COPIES,
  curve,
  entryOf,
  exact,
  interval,
  manifest,
  passages,
  pointsOf,
  report,
  shareOf
} from '../fixture.ts';
import { evidence } from './resolutions.ts';

const TWO_AND_MORE = COPIES.filter((copies) => copies >= 2);
/** Of what `before` recites, what `after` does not. */
function removed(before: string, after: string) {
  const rows = exact(before, 32, TWO_AND_MORE).filter(({ recited }) => recited);
  let gone = 0;
  for (const { id } of rows)
    if (!exact(after, 32, TWO_AND_MORE).some((row) => row.id === id && row.recited)) gone++;
  return { before: rows.length, gone, removed: gone / rows.length, ...interval(gone, rows.length) };
}

test('what the twins no longer recite is counted passage by passage; d1, which recites nothing, is left out', async () => {
  const { twins, rows, repeated, release, given } = await evidence();
  expect(shareOf(exact('d1-raw', 32, TWO_AND_MORE)).recited).toBe(0);
  const labels = { d2: '0.37M', d4: '1.3M', d6: '5.9M', d8: '15.7M' };
  const found = Object.entries(labels).map(([size, label]) => ({
    label,
    ...removed(`${size}-raw`, `${size}-dedup`),
    bits: entryOf(`${size}-raw`).loss_bits_per_byte,
    twinBits: entryOf(`${size}-dedup`).loss_bits_per_byte
  }));
  expect(twins).toEqual(found);
  const { raw, dedup } = manifest.corpus.stream_tokens;
  expect({ repeated, release, given }).toEqual({
    repeated: (raw - dedup) / raw,
    release: '2026-12',
    given: 32
  });
  const ours = { group: 'Measured by us, on planted passages', strong: true };
  const theirs = { group: 'Measured by others, on their own text' };
  const fish = removed('d4-raw', 'd4-goldfish');
  const pythia = curve('pythia_memorized_counts').find(({ model }) => model === '12b')!;
  const asked = curve('aerni2024_mitigation');
  const sum = (column: string) => asked.reduce((total, row) => total + Number(row[column]), 0);
  const bar = ({ removed: value, low, high }: typeof fish) => ({ value, low, high });
  expect(rows).toEqual([
    ...found.map((twin) => ({ ...ours, label: `One of each document, ${twin.label}`, ...bar(twin) })),
    { ...ours, label: 'Goldfish loss, 1.3M', ...bar(fish) },
    ...curve('remedies_published').map(({ label, before, after }) => ({
      ...{ ...theirs, label, value: (Number(before) - Number(after)) / Number(before) }
    })),
    {
      ...{ ...theirs, label: 'Deduplicated Pile, Pythia 12B' },
      value: 1 - Number(pythia.deduped_num_sequences) / Number(pythia.duped_num_sequences)
    },
    {
      ...{ ...theirs, label: 'A prompt that asks for originality' },
      value: 1 - sum('originality_prompt') / sum('original')
    }
  ]);
});

test('the goldfish model stands beside its sibling of the same size', async () => {
  const { goldfish } = await evidence();
  const near = report.recall.filter(
    (row: { model: string; condition: string; context: number }) =>
      row.model === 'd4-goldfish' && row.condition === 'exact' && row.context === 32
  ) as { copies: number; n: number; near: { count: number; low: number; high: number } }[];
  const most = near.find(({ copies }) => copies === 128)!;
  expect(goldfish).toEqual({
    ...{ id: 'd4-goldfish', sibling: 'd4-raw', label: '1.3M', every: 4, copies: 128, n: 48 },
    recited: shareOf(exact('d4-goldfish', 32, [128])).recited,
    near: most.near.count,
    siblingRecited: shareOf(exact('d4-raw', 32, [128])).recited,
    otherPrefix: { context: 8, recited: shareOf(exact('d4-goldfish', 8, [128])).recited },
    series: [
      { id: 'plain', label: 'as usual', tone: 0.5, points: pointsOf('d4-raw') },
      {
        ...{ id: 'near', label: 'goldfish, near-verbatim too' },
        points: COPIES.map((copies) => {
          const { n, near: of } = near.find((row) => row.copies === copies)!;
          return { x: copies, y: of.count / n, low: of.low, high: of.high };
        })
      },
      { id: 'goldfish', label: 'goldfish, exact', points: pointsOf('d4-goldfish') }
    ],
    bits: entryOf('d4-goldfish').loss_bits_per_byte,
    siblingBits: entryOf('d4-raw').loss_bits_per_byte,
    removed: removed('d4-raw', 'd4-goldfish').removed
  });
  expect(entryOf('d4-goldfish').training.goldfish).toBe(4);
  const others = [16, 32, 64, 96].map((context) => shareOf(exact('d4-goldfish', context, [128])).recited);
  expect(Math.max(...others)).toBeLessThanOrEqual(goldfish!.otherPrefix.recited);
});

test('prompts and Pythia are taken from the published tables', async () => {
  const { prompts, pythia } = await evidence();
  const rows = curve('aerni2024_mitigation');
  let [original, asked] = [0, 0];
  for (const row of rows) {
    original += Number(row.original) / rows.length;
    asked += Number(row.originality_prompt) / rows.length;
  }
  expect(prompts).toEqual({ models: rows.length, original, asked, removed: (original - asked) / original });
  const { duped_num_sequences: before, deduped_num_sequences: after } = curve('pythia_memorized_counts').find(
    ({ model }) => model === '12b'
  )!;
  expect(pythia).toBeCloseTo((Number(before) - Number(after)) / Number(before), 10);
});

interface Asked {
  passage: string;
  context: number;
  matched: number;
  greedy: number[];
  logprob: number;
}

test('what was unlearned is counted from the published rows, and so is what went with it', async () => {
  const { unlearned } = await evidence();
  const { finetuned, finetuned_models: made } = manifest as unknown as {
    finetuned: { results: { model: string; path: string }[]; others_copies: number };
    finetuned_models: { id: string; kind: string; training: { step: number } }[];
  };
  const { id, training } = made.find(({ kind }) => kind === 'unlearned')!;
  const { path } = finetuned.results.find(({ model }) => model === id)!;
  const found = JSON.parse(readFileSync(join('static', 'lab', path), 'utf8'));
  const recited = (rows: Asked[], passage: string) => {
    const row = rows.find((one) => one.passage === passage && one.context === 32)!;
    return row.matched === row.greedy.length;
  };
  const count = (rows: Asked[], ids: string[]) => ids.filter((one) => recited(rows, one)).length;
  const { lots, base, rows, relearning, jogging } = found;
  const often = [...lots.unlearned, ...lots.control];
  // It recited all of them before.
  expect(count(base.rows, often)).toBe(often.length);
  const beside = passages
    .filter(({ condition, copies }) => condition === 'exact' && copies === finetuned.others_copies)
    .map((passage) => passage.id)
    .filter((one) => recited(base.rows, one));
  const half = (course: string[][], n: number) => course.findIndex((names) => 2 * names.length >= n) + 1;
  expect(unlearned).toMatchObject({
    steps: training.step,
    copies: passages.find((passage) => passage.id === often[0])!.copies,
    beside: finetuned.others_copies,
    forgotten: { count: count(rows, lots.unlearned), n: lots.unlearned.length },
    kept: { count: count(rows, lots.control), n: lots.control.length },
    others: { count: count(rows, beside), n: beside.length },
    jogging: jogging.read.length,
    jogged: { count: jogging.back.length, n: jogging.asked.length },
    relearned: half(relearning.unlearned, lots.unlearned.length),
    unread: half(relearning.unread, lots.unread.length)
  });
  const cost = (one: string) =>
    -rows.find((row: Asked) => row.passage === one && row.context === 32)!.logprob;
  const unread = passages
    .filter(({ condition, copies }) => condition === 'exact' && copies === 0)
    .map((passage) => cost(passage.id));
  const pairs = lots.unlearned.flatMap((one: string) => unread.map((other) => Number(cost(one) < other)));
  expect(unlearned!.auc.value).toBeCloseTo(
    pairs.reduce((a: number, b: number) => a + b, 0) / pairs.length,
    3
  );
  // Nobody could tell: one half lies within the interval.
  expect(unlearned!.auc.low).toBeLessThan(0.5);
  expect(unlearned!.auc.high).toBeGreaterThan(0.5);
});
