import { byCopies, contextsOf, together, type CopiesShare } from '#lib/release/recall.ts';
import type { Row, Series } from '#lib/charts/types.ts';
import { ASKED, GIVEN } from '#lib/release/given.ts';
import { sizesOf, type Size } from '#lib/release/models.ts';
import { mean, meanOver } from '#lib/measures/mean.ts';
import { leaders } from '#lib/measures/leaders.ts';
import { wilson } from '#lib/measures/wilson.ts';
import { carliniPanel, readCurve } from '../curves.ts';
import { readLabStart } from '../deduplication.ts';
import { halvesOf, seedsOf } from '../further.ts';
import { readManifest, readSummary } from '../lab.ts';
import { readOutcomes, type Outcome } from '../outcomes.ts';
import { readRelease, type Release } from '../release.ts';
import { readReport, type Report } from '../report.ts';
import { timingOf, tracesOf } from '../traces.ts';
import { worksEvidence } from '../works.ts';

/** Parameters by the names of the Pythia models. */
const PYTHIA = { '70m': 70e6, '160m': 160e6, '410m': 410e6, '1.4b': 1.4e9, '2.8b': 2.8e9, '12b': 12e9 };

/** What the appendix to chapter 5 is given. */
export async function evidence() {
  const [manifest, summary, release, report] = await Promise.all([
    readManifest(),
    readSummary(),
    readRelease(),
    readReport()
  ]);
  const sizes = sizesOf(manifest);
  const contexts = contextsOf(summary);
  const models = sizes.map(({ label, tone, parameters, raw }) => ({
    label,
    tone,
    parameters,
    all: together(summary, raw.id, GIVEN),
    byContext: contexts.map((context) => ({ context, ...together(summary, raw.id, context) })),
    ladders: [contexts[0]!, contexts.at(-1)!].map((context) => ({
      context,
      ladder: byCopies(summary, raw.id, context)
    }))
  }));
  const codes = report?.exposure ?? [];
  return {
    given: GIVEN,
    asked: ASKED,
    release: manifest.release,
    most: byCopies(summary, sizes.at(-1)!.raw.id, GIVEN).at(-1)!,
    ladder: byCopies(summary, sizes.at(-1)!.raw.id, GIVEN).map(({ copies }) => copies),
    models,
    middle: whereContextMatters(models),
    /** By size, the doublings of the copies that an opening twice as long is worth, where any passage is recited. */
    openings: sizes.flatMap(({ label, raw }) => {
      const worth = report?.answers[`context.doublings.${raw.id}`];
      return worth ? [{ label, worth }] : [];
    }),
    read: report?.answers['snapshots.read'] ?? null,
    seeds: seedsOf(report, summary, sizes, GIVEN),
    halves: halvesOf(report, release, sizes),
    course: courseOf(report),
    nets: await netsOf(),
    puzzle: await puzzleOf(sizes, release),
    timing: timingOf(report, sizes),
    traces: tracesOf(report, manifest),
    works: await worksEvidence(),
    /** From each size to the next, where both recite half of a group: doublings of the copies that are saved. */
    sizeSteps: sizes.slice(1).flatMap(({ label, raw }, at) => {
      const before = sizes[at]!;
      const doublings = report?.answers[`size.step.${before.raw.id}.${raw.id}`];
      return doublings ? [{ from: before.label, to: label, doublings }] : [];
    }),
    canaries: canariesOf(report, sizes),
    /** Ranks of codes, and those of them that are exact. */
    ranks: {
      n: codes.reduce((sum, { n }) => sum + n, 0),
      exact: codes.reduce((sum, row) => sum + row.exact_ranks, 0),
      /** Codes of each number of copies. */
      each: codes[0]?.n ?? 0
    },
    published: { context: await carliniByContext(), size: await carliniBySize() },
    pythia: await pythia()
  };
}

/**
 * What two models of each size make of the paragraphs planted only as near copies, those with the fewest tokens replaced:
 * one trained on all copies, and its twin, whose data keeps the near copies and which reads each more often.
 */
async function puzzleOf(sizes: readonly Size[], release: Release) {
  const pairs = await Promise.all(
    sizes.flatMap(({ label, raw, twin }) => (twin ? [nearCopiesOf(label, raw.id, twin.id)] : []))
  );
  const largest = pairs.at(-1);
  if (!largest) return null;
  const { training } = release.models.find(({ id }) => id === largest.twin.id)!;
  return { ...largest, passes: training.passes_over_its_stream, pairs };
}

async function nearCopiesOf(label: string, raw: string, twin: string) {
  const [ofRaw, ofTwin] = await Promise.all([raw, twin].map((id) => readOutcomes(id, GIVEN)));
  const near = ofRaw!.filter(({ passage }) => passage.condition === 'near');
  const level = Math.min(...near.map(({ passage }) => passage.level ?? Infinity));
  const nearest = ({ passage }: Outcome) => passage.condition === 'near' && passage.level === level;
  const unread = ({ passage }: Outcome) => passage.condition === 'exact' && passage.copies === 0;
  const ofEach = (rows: readonly Outcome[], which: typeof nearest) =>
    rows.filter(which).map(({ bits, asked }) => bits / asked);
  /** What a passage costs the twin over what it costs the sibling, bits a token. */
  const over = (which: typeof nearest) => {
    const sibling = ofEach(ofRaw!, which);
    return ofEach(ofTwin!, which).map((bits, at) => bits - sibling[at]!);
  };
  const recited = (rows: readonly Outcome[]) => rows.filter((row) => nearest(row) && row.recited).length;
  return {
    label,
    level,
    copies: near[0]!.passage.copies,
    n: ofEach(ofRaw!, nearest).length,
    bits: mean(ofEach(ofRaw!, nearest)).mean,
    recited: recited(ofRaw!),
    twin: { id: twin, bits: mean(ofEach(ofTwin!, nearest)).mean, recited: recited(ofTwin!) },
    over: mean(over(nearest)),
    /** The same, with what passages that neither read cost the twin over its sibling taken off. */
    beyondUnread: meanOver(over(nearest), over(unread))
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

async function carliniByContext(): Promise<Series[]> {
  return carliniPanel((await readCurve('carlini2022_fig1c_context')).rows, 'prompt_tokens');
}

/** Sequences recited by each Pythia model, and by the one of its size whose data was deduplicated. */
async function pythia() {
  const { rows } = await readCurve('pythia_memorized_counts');
  const points = (column: 'duped_num_sequences' | 'deduped_num_sequences') =>
    rows.map((row) => ({ x: PYTHIA[row.model as keyof typeof PYTHIA], y: Number(row[column]) }));
  const removed = rows.map((row) => 1 - Number(row.deduped_num_sequences) / Number(row.duped_num_sequences));
  return {
    leastRemoved: Math.min(...removed),
    mostRemoved: Math.max(...removed),
    series: [
      { id: 'raw', label: 'the Pile', points: points('duped_num_sequences'), tone: 1 },
      { id: 'dedup', label: 'deduplicated', points: points('deduped_num_sequences'), tone: 1, dashed: true }
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
