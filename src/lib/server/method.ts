import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { contextsOf } from '#lib/release/recall.ts';
import { readSummary } from './lab.ts';
import { filesOf, readRelease, type Release, type ReleasedModel } from './release.ts';
import { readReport, type Report } from './report.ts';
import { worksEvidence } from './works.ts';

const TRAINING = 'training';
const CONFIG = join(TRAINING, 'configs', 'main.json');

/** As much of a config as is compared with the release. */
const Config = v.object({
  release: v.string(),
  corpus: v.looseObject({}),
  models: v.array(v.object({ id: v.string() }))
});

/** The conditions by which passages are planted, as a config names the settings of each. */
const CONDITIONS = { near: 'near', fragments: 'fragments', canaries: 'canary', patterns: 'pattern' };

/** A prediction before there is anything to compare it with. `null` means more copies than there are. */
export type Prediction = Report['predictions'][number];

/** What the method page says of the release, all read from its manifest, its report, the config and the predictions. */
export async function readMethod() {
  const [release, report, config, summary] = await Promise.all([
    readRelease(),
    readReport(),
    readConfig(),
    readSummary()
  ]);
  const { corpus, models, further_models, work_models, works } = release;
  const trained = [...models, ...further_models];
  const all = [...trained, ...work_models];
  const files = filesOf(release);
  const seconds = (of: (model: ReleasedModel) => number) => all.reduce((sum, m) => sum + of(m), 0);
  return {
    release: release.release,
    seed: release.seed,
    context: release.context,
    contexts: contextsOf(summary),
    vocabulary: release.tokenizer.vocab_size,
    corpus: {
      addresses: corpus.addresses,
      bytes: corpus.address_bytes,
      heldOut: corpus.held_out.length,
      passageTokens: corpus.config.passage_tokens,
      uniqueTokens: corpus.n_tokens,
      rawTokens: corpus.stream_tokens.raw!,
      dedupTokens: corpus.stream_tokens.dedup!,
      streams: Object.entries({ ...corpus.stream_sha256, ...works?.stream_sha256 }).map(([name, sha256]) => ({
        name,
        sha256
      })),
      sources: Object.values(corpus.sources)
    },
    conditions: conditionsOf(release),
    models: models.map(row),
    furtherModels: further_models.map(row),
    workModels: work_models.map(row),
    works: work_models.length > 0 ? await worksEvidence() : null,
    workTokens: works?.stream_tokens ?? {},
    /** What was predicted of whole works, and its score. */
    forecasts: report?.works && {
      score: report.works.score,
      rows: report.works.forecasts.map(({ inside, ...row }) => ({ ...row, holds: inside }))
    },
    /** The models that are made from others, and what was predicted of them: in the third file, and before it in the second. */
    made: release.finetuned_models.map(({ id, kind, label, training }) => ({
      id,
      kind,
      label,
      base: training.base,
      steps: training.step
    })),
    madeForecasts: report?.finetuned && {
      score: report.finetuned.score,
      rows: [
        ...report.finetuned.forecasts,
        ...(report.controls?.forecasts ?? []).filter(({ id }) => /^(assistant|unlearn)\./.test(id))
      ].map(({ inside, ...row }) => ({ ...row, holds: inside }))
    },
    training: shared(trained),
    versions: [
      ...new Set(
        all.flatMap(({ training, evaluation }) =>
          Object.entries({ ...training.versions, ...evaluation.versions }).map(
            ([name, is]) => `${name} ${is}`
          )
        )
      )
    ],
    /** How many models each device trained, and for how long, added up. */
    devices: [...Map.groupBy(all, ({ training }) => training.device)].map(([name, of]) => ({
      name: name.replace(/\b1 threads$/, '1 thread'),
      models: of.length,
      seconds: of.reduce((sum, { training }) => sum + training.seconds, 0)
    })),
    evaluationSeconds: seconds(({ evaluation }) => evaluation.seconds),
    nearTies: seconds(({ evaluation }) => evaluation.rows_with_near_tie),
    files,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    weights: all.map(({ id, weights_sha256 }) => ({ name: id, sha256: weights_sha256 })),
    /** Sizes whose width the depth does not set. */
    given: models
      .filter(({ data, depth, width }) => data === 'raw' && width !== 32 * 2 ** Math.floor(depth / 2))
      .map(({ label, width }) => ({ label, width })),
    /** In which precision the sizes were asked. */
    asked: [
      ...Map.groupBy(
        models.filter(({ data }) => data === 'raw'),
        ({ evaluation }) => evaluation.dtype
      )
    ].map(([dtype, of]) => ({ dtype, labels: of.map(({ label }) => label) })),
    sizeFit: report?.size_fit ?? null,
    hasExposure: release.exposure !== undefined,
    ...(await expected(release, report)),
    open: {
      /** The release that the config describes, where it is not the published one. */
      next: config.release === release.release ? null : config.release,
      models: config.models.map(({ id }) => id).filter((id) => !all.some((model) => model.id === id)),
      conditions: Object.entries(CONDITIONS)
        .filter(
          ([key, name]) => key in config.corpus && !release.conditions.some((c) => c.condition === name)
        )
        .map(([, name]) => name)
    }
  };
}

const readConfig = async () => v.parse(Config, JSON.parse(await readFile(CONFIG, 'utf8')));

/** The ways of planting, each with how often and how many. */
function conditionsOf({ conditions }: Release) {
  const names = [...new Set(conditions.map(({ condition }) => condition))];
  // The ladder of exact copies first: the others are read against it.
  return names
    .toSorted((a, b) => Number(b === 'exact') - Number(a === 'exact'))
    .map((name) => {
      const groups = conditions.filter(({ condition }) => condition === name);
      return {
        name,
        copies: [...new Set(groups.map(({ copies }) => copies))].toSorted((a, b) => a - b),
        levels: [...new Set(groups.map(({ level }) => level ?? null))].filter((level) => level !== null),
        each: [...new Set(groups.map(({ passages }) => passages))],
        passages: groups.reduce((sum, { passages }) => sum + passages, 0)
      };
    });
}

function row(model: ReleasedModel) {
  const { training, evaluation, files, dtypes } = model;
  const first = dtypes[0];
  const weights = files.find(({ path }) =>
    path.endsWith(first === 'q8' ? 'model_quantized.onnx' : `model_${first}.onnx`)
  );
  return {
    id: model.id,
    label: model.label,
    data: model.data,
    goldfish: training.goldfish ?? null,
    parameters: model.parameters,
    depth: model.depth,
    width: model.width,
    heads: model.heads,
    rate: training.peak_learning_rate,
    passes: training.passes_over_its_stream,
    bitsPerByte: model.loss_bits_per_byte,
    seconds: training.seconds,
    asked: evaluation.dtype,
    runs: first ?? null,
    bytes: weights?.bytes ?? null,
    noise: model.parity[evaluation.dtype]?.max_abs_logprob ?? null
  };
}

/** What the models have in common, each with all values that there are. */
function shared(models: readonly ReleasedModel[]) {
  const all = <T>(value: (model: ReleasedModel) => T) => [...new Set(models.map(value))];
  return {
    tokens: all(({ tokens_seen }) => tokens_seen),
    batch: all(({ training }) => training.batch),
    steps: all(({ training }) => training.steps),
    warmup: all(({ training }) => training.warmup),
    precision: all(({ training }) => training.precision)
  };
}

/** What was predicted of this release and what was found, or else what is predicted of the next. */
async function expected(
  { release }: Release,
  report: Report | null
): Promise<{ predicted: string | null; predictions: Prediction[] }> {
  if (report && report.predictions.length > 0) return { predicted: release, predictions: report.predictions };
  const names = (await readdir(TRAINING))
    .filter((name) => /^predictions-\d{4}-\d{2}\.md$/.test(name))
    .toSorted();
  const name = names.at(-1);
  if (!name) return { predicted: null, predictions: [] };
  return {
    predicted: name.replace(/^predictions-|\.md$/g, ''),
    predictions: parsePredictions(await readFile(join(TRAINING, name), 'utf8'))
  };
}

/** The rows of the table in a file of predictions; `training.report` reads it the same way. */
export function parsePredictions(markdown: string): Prediction[] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
  let quantity = '';
  return lines.slice(2).map((line) => {
    const [id = '', words = '', ...numbers] = line
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((cell) => cell.trim());
    // "the same, …" continues the row before.
    quantity = words.startsWith('the same') ? `${quantity.split(';')[0]!}; ${words}` : words;
    const [expected, low, high] = numbers.map((cell) => (cell === 'over' ? null : Number(cell)));
    if (![expected, low, high].every((n) => n === null || Number.isFinite(n)))
      throw new Error(`The prediction "${id}" has not three numbers.`);
    return { id, quantity, expected: expected!, low: low!, high: high!, found: null, holds: null };
  });
}
