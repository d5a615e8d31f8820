import { together } from '#lib/release/recall.ts';
import type { Row } from '#lib/charts/types.ts';
import { GIVEN } from '#lib/release/given.ts';
import { sizesOf } from '#lib/release/models.ts';
import { wilson } from '#lib/measures/wilson.ts';
import { readCurve } from '../curves.ts';
import { goldfishOf } from '../further.ts';
import { readOutcomes } from '../outcomes.ts';
import { readManifest, readSummary } from '../lab.ts';
import { readRelease, type Release } from '../release.ts';
import { needed } from '../need.ts';
import { readReport, type Report } from '../report.ts';
import { lessonsEvidence, readTeach } from '../teach.ts';
import { tracesOf } from '../traces.ts';

const need = needed((what) => `The results of unlearning lack ${what}.`);

/** The groups of the figure: ours and theirs are never mixed. */
const OURS = 'Measured by us, on planted passages';
const THEIRS = 'Measured by others, on their own text';

/** What the text of the chapter is given. */
export async function evidence() {
  const [manifest, summary, release, report] = await Promise.all([
    readManifest(),
    readSummary(),
    readRelease(),
    readReport()
  ]);
  const sizes = sizesOf(manifest);
  const twins = await Promise.all(
    sizes
      .filter(({ twin }) => twin)
      .map(async ({ label, raw, twin }) => {
        const removed = await removedBy(raw.id, twin!.id);
        return {
          label,
          before: together(summary, raw.id, GIVEN, 2).recited,
          ...removed,
          bits: raw.loss_bits_per_byte,
          twinBits: twin!.loss_bits_per_byte
        };
      })
  );
  const measured = twins.filter(({ before }) => before > 0);
  if (measured.length === 0)
    throw new Error(
      'The published release holds no deduplicated model whose sibling recites anything, of which the text speaks.'
    );
  const prompts = await promptsAgainstOverlap();
  const pythia = await pythiaRemoved();
  const fish = goldfishOf(report, summary, release, sizes, GIVEN);
  const fished = fish && (await removedBy(fish.sibling, fish.id));
  const { raw, dedup } = release.corpus.stream_tokens;
  const rows: Row[] = [
    ...measured.map(({ label, removed, low, high }) => ({
      group: OURS,
      label: `One of each document, ${label}`,
      value: removed,
      low,
      high,
      strong: true
    })),
    ...(fish && fished
      ? [
          {
            group: OURS,
            label: `Goldfish loss, ${fish.label}`,
            value: fished.removed,
            low: fished.low,
            high: fished.high,
            strong: true
          }
        ]
      : []),
    ...(await published()),
    { group: THEIRS, label: 'Deduplicated Pile, Pythia 12B', value: pythia },
    { group: THEIRS, label: 'A prompt that asks for originality', value: prompts.removed }
  ];
  return {
    release: manifest.release,
    given: GIVEN,
    rows,
    twins: measured,
    goldfish: fish && { ...fish, removed: fished!.removed },
    traces: tracesOf(report, manifest),
    prompts,
    pythia,
    repeated: 1 - dedup! / raw!,
    unlearned: unlearnedOf(report, release),
    teach: await readTeach(),
    lessons: await lessonsEvidence()
  };
}

/** What is left of passages that were taken back from a model of ours; null where none were. */
function unlearnedOf(
  report: Report | null,
  { finetuned, finetuned_models: made, further_models, models }: Release
) {
  const entry = made.find(({ kind }) => kind === 'unlearned');
  if (!report?.finetuned || !entry) return null;
  const { answers } = report.finetuned;
  const of = (name: string) => need(answers[`unlearn.${name}`], name);
  const value = (name: string) => need(of(name).value ?? undefined, `the value of ${name}`);
  const bounded = (name: string) => {
    const { low, high } = of(name);
    return {
      value: value(name),
      low: need(low ?? undefined, `the interval of ${name}`),
      high: need(high ?? undefined, `the interval of ${name}`)
    };
  };
  const rate = (name: string) => {
    const { count, n } = of(name);
    return {
      ...bounded(name),
      count: need(count, `the count of ${name}`),
      n: need(n, `the number of ${name}`)
    };
  };
  /** Readings until half of a group are recited. */
  const readings = (name: string) => {
    if (of(name).over) throw new Error(`Half are never recited again: ${name}, of which the text speaks.`);
    return Math.round(2 ** value(name));
  };
  const base = need(
    [...models, ...further_models].find(({ id }) => id === entry.training.base),
    entry.training.base
  );
  return {
    label: base.label,
    steps: entry.training.step,
    copies: need(entry.training.copies, 'the copies of what was unlearned'),
    /** Copies of the passages that are looked at beside them. */
    beside: need(finetuned?.others_copies, 'the copies of the others'),
    forgotten: rate('forgotten'),
    kept: rate('kept'),
    others: rate('others'),
    /** Of the passages not read again, when as many others were: how many of these, and what came back. */
    jogging: rate('forgotten').n - rate('jogged').n,
    jogged: rate('jogged'),
    /** How often one of what was unlearned costs less than one that was never read. */
    auc: bounded('auc'),
    relearned: readings('relearned'),
    unread: readings('unread'),
    price: value('price')
  };
}

/** What others measured of remedies, before and after. */
async function published(): Promise<Row[]> {
  const { rows } = await readCurve('remedies_published');
  return rows.map(({ label, before, after }) => ({
    group: THEIRS,
    label: label!,
    value: 1 - Number(after) / Number(before)
  }));
}

/** Of the passages of two copies and more that `raw` recites, the share that `twin` does not, with its Wilson interval. */
async function removedBy(raw: string, twin: string) {
  const [before, after] = await Promise.all([readOutcomes(raw, GIVEN), readOutcomes(twin, GIVEN)]);
  const recited = before.filter(
    ({ passage, recited }) => recited && passage.condition === 'exact' && passage.copies >= 2
  );
  const still = new Set(after.filter(({ recited }) => recited).map(({ passage }) => passage.id));
  const gone = recited.filter(({ passage }) => !still.has(passage.id)).length;
  return { gone, removed: recited.length === 0 ? 0 : gone / recited.length, ...wilson(gone, recited.length) };
}

/** Mean overlap with web text over the models of Aerni et al. 2025, plain and with a prompt that asks for originality. */
async function promptsAgainstOverlap() {
  const { rows } = await readCurve('aerni2024_mitigation');
  const mean = (column: string) => rows.reduce((sum, row) => sum + Number(row[column]), 0) / rows.length;
  const [original, asked] = [mean('original'), mean('originality_prompt')];
  return { models: rows.length, original, asked, removed: 1 - asked / original };
}

/** The share of recited sequences that deduplication took from the largest Pythia model. */
async function pythiaRemoved() {
  const { rows } = await readCurve('pythia_memorized_counts');
  const last = rows.at(-1)!;
  return 1 - Number(last.deduped_num_sequences) / Number(last.duped_num_sequences);
}
