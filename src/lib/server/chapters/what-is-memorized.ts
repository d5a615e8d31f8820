import { byCopies, contextsOf, copiesFor, together } from '#lib/release/recall.ts';
import { ASKED, GIVEN } from '#lib/release/given.ts';
import { sizesOf, type Size } from '#lib/release/models.ts';
import { matched } from '#lib/measures/matched.ts';
import type { Series } from '#lib/charts/types.ts';
import { carliniPanel, readCurve } from '../curves.ts';
import { readManifest, readSummary } from '../lab.ts';
import { readPublished } from '../published.ts';
import { readRecallStart } from '../recall.ts';
import { readRelease } from '../release.ts';
import { readWholeWork, worksEvidence } from '../works.ts';
import { readReport, type Report } from '../report.ts';
import { timingOf, tracesOf } from '../traces.ts';

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
    opening: await opening(sizes),
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
    /** Of the copies in a stream, the share that windows cut in two. */
    cut: (release.corpus.config.passage_tokens - 1) / release.context,
    /** Sizes that are asked with weights rounded to 8 bits. */
    rounded: sizes
      .filter(({ raw }) => release.models.find(({ id }) => id === raw.id)!.evaluation.dtype === 'q8')
      .map(({ label }) => label),
    fitted: {
      /** Doublings of the copies that an opening twice as long is worth to the largest model. */
      opening: report?.answers[`context.doublings.${sizes.at(-1)!.raw.id}`] ?? null,
      /** What was predicted of the largest model's copies for half, and whether it came so. */
      predicted: report?.predictions.find(({ id }) => id === `half.${sizes.at(-1)!.raw.id}`) ?? null
    },
    timing: timingOf(report, sizes),
    traces: tracesOf(report, manifest),
    /** Of the models on random halves: passages that any recites without having read them. */
    anyway: anywayOf(report),
    published: { copies: await carliniByCopies() },
    pythia: await pythia()
  };
}

async function carliniByCopies(): Promise<Series[]> {
  return carliniPanel((await readCurve('carlini2022_fig1b_duplicates')).rows, 'repetitions_approx_bucket');
}

/** What deduplication removed of what each Pythia model recites, at least and at most. */
async function pythia() {
  const { rows } = await readCurve('pythia_memorized_counts');
  const removed = rows.map((row) => 1 - Number(row.deduped_num_sequences) / Number(row.duped_num_sequences));
  return { leastRemoved: Math.min(...removed), mostRemoved: Math.max(...removed) };
}

function anywayOf(report: Report | null) {
  const found = report?.answers['counterfactual.anyway'];
  return found && { models: report.counterfactual!.models.length, count: found.count!, n: found.n! };
}

/** Of a passage of some copies, not of the most: what the largest model recited of it, and the next smaller that does not. */
async function opening(sizes: readonly Size[]) {
  const { records, passages } = await readPublished();
  const most = Math.max(...passages.map(({ copies }) => copies));
  const passage = passages.find(({ copies }) => copies > 0 && copies < most);
  const answers = sizes.flatMap(({ label, raw }) => {
    const record = records.find((of) => of.model === raw.id && of.passage === passage?.id);
    if (!record || !passage) return [];
    const ids = record.tokens.map(({ id }) => id);
    const truth = passage.token_ids.slice(record.prompt.ids.length);
    return [
      {
        label,
        prefix: record.prompt.text,
        text: record.tokens.map(({ text }) => text).join(''),
        recited: matched(ids, truth) === ASKED
      }
    ];
  });
  const largest = answers.at(-1);
  const other = answers.findLast(({ recited }) => !recited);
  if (!passage || !largest?.recited || !other)
    throw new Error(
      'Chapter 5 begins with a passage that the largest model recites and a smaller one does not.'
    );
  return {
    copies: passage.copies,
    prefix: largest.prefix,
    recites: largest.text,
    smaller: other.label,
    otherwise: other.text
  };
}
