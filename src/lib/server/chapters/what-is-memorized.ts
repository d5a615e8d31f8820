import { byCopies, contextsOf, copiesFor, together, type CopiesShare } from '#lib/release/recall.ts';
import type { Row, Series } from '#lib/charts/types.ts';
import { ASKED, GIVEN } from '#lib/release/given.ts';
import { sizesOf, type Size } from '#lib/release/models.ts';
import { leaders } from '#lib/measures/leaders.ts';
import { wilson } from '#lib/measures/wilson.ts';
import { readCurve } from '../curves.ts';
import { readLabStart } from '../deduplication.ts';
import { halvesOf, seedsOf } from '../further.ts';
import { readManifest, readSummary } from '../lab.ts';
import { readRecallStart } from '../recall.ts';
import { readRelease } from '../release.ts';
import { readWholeWork, worksEvidence } from '../works.ts';
import { readReport, type Report } from '../report.ts';

/** Parameters by the names of the Pythia models. */
const PYTHIA = { '70m': 70e6, '160m': 160e6, '410m': 410e6, '1.4b': 1.4e9, '2.8b': 2.8e9, '12b': 12e9 };

/** The models of Carlini et al. 2023, as their curves' columns call them; the last was not trained on the data. */
const NEO = ['GPT-Neo_125M', 'GPT-Neo_1.3B', 'GPT-Neo_2.7B', 'GPT-J_6B', 'GPT-2_baseline'];

/** What the text of the chapter is given: our counts, and the published curves they stand beside. */
export async function evidence() {
  const [manifest, summary, release, report] = await Promise.all([
    readManifest(),
    readSummary(),
    readRelease(),
    readReport()
  ]);
  const sizes = sizesOf(manifest);
  const contexts = contextsOf(summary);
  const models = sizes.map(({ label, tone, parameters, raw, twin }) => {
    const ladder = byCopies(summary, raw.id, GIVEN);
    return {
      label,
      tone,
      parameters,
      ladder,
      all: together(summary, raw.id, GIVEN),
      byContext: contexts.map((context) => ({ context, ...together(summary, raw.id, context) })),
      ladders: [contexts[0]!, contexts.at(-1)!].map((context) => ({
        context,
        ladder: byCopies(summary, raw.id, context)
      })),
      first: ladder.find(({ recited }) => recited > 0)?.copies ?? null,
      half: copiesFor(ladder, 0.5),
      whole: copiesFor(ladder, 1),
      /** The copies for half by a fitted curve, with its interval. */
      fit: report?.answers[`half.${raw.id}`] ?? null,
      bitsPerByte: raw.loss_bits_per_byte,
      twin: twin && {
        ladder: byCopies(summary, twin.id, GIVEN),
        all: together(summary, twin.id, GIVEN),
        bitsPerByte: twin.loss_bits_per_byte,
        passes: release.models.find(({ id }) => id === twin.id)!.training.passes_over_its_stream
      }
    };
  });
  if (!models.some(({ twin }) => twin))
    throw new Error('The published release holds no deduplicated model, of which the text speaks.');
  const control = sizes
    .flatMap(({ raw, twin }) => [raw, twin])
    .flatMap((model) =>
      contexts.map((context) => (model ? byCopies(summary, model.id, context)[0] : undefined))
    )
    .filter((rung) => rung?.copies === 0);
  const { raw, dedup } = release.corpus.stream_tokens;
  return {
    recall: await readRecallStart(),
    wholeWork: await readWholeWork(),
    works: await worksEvidence(),
    given: GIVEN,
    asked: ASKED,
    release: manifest.release,
    vocabulary: manifest.tokenizer.vocab_size,
    tokensRead: sizes.at(-1)!.raw.tokens_seen,
    repeated: 1 - dedup! / raw!,
    models,
    control: {
      models: sizes.reduce((sum, { twin }) => sum + (twin ? 2 : 1), 0),
      passages: control[0]?.n ?? 0,
      contexts: contexts.length,
      recited: control.reduce((sum, rung) => sum + rung!.recited, 0)
    },
    middle: whereContextMatters(models),
    fitted: {
      doublings: report?.answers['size.doublings'] ?? null,
      /** From each size to the next, where both recite half of a group. */
      steps: sizes.slice(1).flatMap(({ label, raw }, at) => {
        const before = sizes[at]!;
        const doublings = report?.answers[`size.doublings.${before.raw.id}.${raw.id}`];
        return doublings ? [{ from: before.label, to: label, doublings }] : [];
      }),
      read: report?.answers['snapshots.read'] ?? null,
      /** What was predicted of the largest model's copies for half, and whether it came so. */
      predicted: report?.predictions.find(({ id }) => id === `half.${sizes.at(-1)!.raw.id}`) ?? null
    },
    seeds: seedsOf(report, summary, sizes, GIVEN),
    halves: halvesOf(report, release, sizes),
    course: courseOf(report),
    nets: await netsOf(),
    canaries: canariesOf(report, sizes),
    published: {
      copies: await carliniByCopies(),
      size: await carliniBySize(),
      context: await carliniByContext()
    },
    pythia: await pythia()
  };
}

interface ByCopies {
  label: string;
  ladders: { context: number; ladder: CopiesShare[] }[];
}

/** A model and a number of copies at which a longer prefix changes most. */
function whereContextMatters(models: readonly ByCopies[]) {
  const cells = models.flatMap(({ label, ladders }) => {
    const [short, long] = [ladders[0]!, ladders.at(-1)!];
    return short.ladder.map((before, at) => ({
      label,
      copies: before.copies,
      n: before.n,
      short: { context: short.context, recited: before.recited },
      long: { context: long.context, recited: long.ladder[at]!.recited }
    }));
  });
  const gain = ({ short, long }: (typeof cells)[number]) => long.recited - short.recited;
  return leaders(cells, gain)[0]!;
}

/** What one model recites in the course of its training, by copies; the numbers of copies of which it recites any. */
function courseOf(report: Report | null): { model: string; series: Series[] } | null {
  const rows = (report?.snapshots ?? []).filter(({ recited }) => recited.some((count) => count > 0));
  const model = rows.at(-1)?.model;
  if (!model) return null;
  return {
    model,
    series: rows
      .filter((row) => row.model === model)
      .toSorted((a, b) => b.copies - a.copies)
      .map(({ copies, n, steps, recited }) => ({
        id: String(copies),
        label: `${copies} copies`,
        points: [
          { x: 0, y: 0 },
          ...steps.map((step, at) => ({
            x: step / steps.at(-1)!,
            y: recited[at]! / n,
            ...wilson(recited[at]!, n)
          }))
        ]
      }))
  };
}

/** Exposure of canaries by copies, one line a size. */
function canariesOf(report: Report | null, sizes: readonly Size[]): Series[] {
  return sizes
    .map(({ raw, label, tone }) => ({
      id: raw.id,
      label,
      tone,
      points: (report?.exposure ?? [])
        .filter(({ model }) => model === raw.id)
        .map(({ copies, mean, low, high }) => ({
          x: copies,
          y: mean,
          ...(low !== null && high !== null && { low, high })
        }))
    }))
    .filter(({ points }) => points.length > 0);
}

/** The five curves of one panel, the four sizes in the colours of their order and the baseline in grey. */
function panel(rows: Record<string, string>[], x: string): Series[] {
  return NEO.map((column, at) => ({
    id: column,
    label: column.replaceAll('_', ' '),
    points: rows.map((row) => ({ x: Number(row[x]), y: Number(row[column]) })),
    tone: at < NEO.length - 1 ? at / (NEO.length - 2) : undefined
  }));
}

async function carliniByCopies(): Promise<Series[]> {
  return panel((await readCurve('carlini2022_fig1b_duplicates')).rows, 'repetitions_approx_bucket');
}

async function carliniByContext(): Promise<Series[]> {
  return panel((await readCurve('carlini2022_fig1c_context')).rows, 'prompt_tokens');
}

async function carliniBySize(): Promise<Series[]> {
  const { rows } = await readCurve('carlini2022_fig1a_model_size');
  const points = (...series: string[]) =>
    rows
      .filter((row) => series.includes(row.series!))
      .map((row) => ({ x: 1e6 * Number(row.params_millions), y: Number(row.fraction_extractable) }));
  return [
    { id: 'neo', label: 'GPT-Neo, GPT-J', points: points('GPT-Neo', 'GPT-J'), tone: 1 },
    { id: 'gpt2', label: 'GPT-2', points: points('GPT-2 baseline') }
  ];
}

/** Sequences recited by each Pythia model, and by the one of its size whose data was deduplicated. */
async function pythia() {
  const { rows } = await readCurve('pythia_memorized_counts');
  const models = rows.map((row) => {
    const [raw, dedup] = [Number(row.duped_num_sequences), Number(row.deduped_num_sequences)];
    return {
      parameters: PYTHIA[row.model as keyof typeof PYTHIA],
      raw,
      dedup,
      removed: 1 - dedup / raw
    };
  });
  const points = (of: 'raw' | 'dedup') => models.map((model) => ({ x: model.parameters, y: model[of] }));
  const removed = models.map((model) => model.removed);
  return {
    leastRemoved: Math.min(...removed),
    mostRemoved: Math.max(...removed),
    series: [
      { id: 'raw', label: 'the Pile', points: points('raw'), tone: 1 },
      { id: 'dedup', label: 'deduplicated', points: points('dedup'), tone: 1, dashed: true }
    ] satisfies Series[]
  };
}

/** What two rules for near duplicates take of our documents: of the near copies, and of what else the loose one takes. */
async function netsOf() {
  const { groups, nearCopies } = await readLabStart();
  const isNear = ({ name }: { name: string }) => name.startsWith('Near copies');
  const near = groups.filter(isNear);
  const sum = (of: (group: (typeof groups)[number]) => number) =>
    near.reduce((total, group) => total + of(group), 0);
  const others = groups.filter((group) => !isNear(group) && group.near[1]! > group.documents / 2);
  return {
    documents: sum(({ documents }) => documents),
    published: sum(({ near }) => near[0]!),
    loose: sum(({ near }) => near[1]!),
    shared: nearCopies[0]!.jaccard.median,
    others: others.map(({ name, documents, near }) => ({
      name: name.toLowerCase(),
      documents,
      loose: near[1]!
    })),
    rows: [...near, ...others].flatMap(({ name, documents, near }): Row[] =>
      ['published thresholds', 'loose rule'].map((label, rule) => ({
        label,
        value: near[rule]! / documents,
        group: name
      }))
    )
  };
}
