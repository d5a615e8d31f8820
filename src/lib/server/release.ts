import * as v from 'valibot';
import { File, Manifest, type FileEntry } from '#lib/release/manifest.ts';
import { labJson } from './lab.ts';

const Versions = v.record(v.string(), v.string());

const Training = v.object({
  context: v.number(),
  batch: v.number(),
  precision: v.string(),
  peak_learning_rate: v.number(),
  warmup: v.number(),
  steps: v.number(),
  seed: v.number(),
  /** One token in so many is left out of the loss. */
  goldfish: v.optional(v.nullable(v.number())),
  passes_over_its_stream: v.number(),
  seconds: v.number(),
  device: v.string(),
  versions: Versions
});

const Model = v.object({
  id: v.string(),
  label: v.string(),
  parameters: v.number(),
  depth: v.number(),
  width: v.number(),
  heads: v.number(),
  mlp: v.number(),
  data: v.string(),
  /** None, and no files, where results alone are published. */
  dtypes: v.optional(v.array(v.string()), []),
  files: v.optional(v.array(File), []),
  loss_bits_per_byte: v.number(),
  loss_bits_per_byte_by_dtype: v.record(v.string(), v.number()),
  tokens_seen: v.number(),
  training: Training,
  weights_sha256: v.string(),
  parity: v.objectWithRest(
    { torch: v.string(), onnxruntime: v.string() },
    v.object({ max_abs_logprob: v.number(), same_argmax: v.number() })
  ),
  evaluation: v.object({
    dtype: v.string(),
    smallest_lead: v.number(),
    rows_with_near_tie: v.number(),
    seconds: v.number(),
    versions: Versions
  })
});

const Release = v.object({
  ...Manifest.entries,
  seed: v.number(),
  corpus: v.object({
    tokens: File,
    documents: File,
    n_tokens: v.number(),
    stream_tokens: v.record(v.string(), v.number()),
    stream_sha256: v.record(v.string(), v.string()),
    addresses: v.number(),
    address_bytes: v.number(),
    held_out: v.array(v.string()),
    config: v.looseObject({
      vocab_size: v.number(),
      passage_tokens: v.number(),
      copies: v.array(v.number()),
      passages_per_condition: v.number()
    }),
    sources: v.record(
      v.string(),
      v.object({ package: v.string(), version: v.string(), integrity: v.string(), licence: v.string() })
    )
  }),
  models: v.pipe(v.array(Model), v.minLength(1)),
  further_models: v.optional(v.array(Model), []),
  work_models: v.optional(v.array(Model), []),
  works: v.optional(
    v.object({
      ...File.entries,
      stream_tokens: v.record(v.string(), v.number()),
      stream_sha256: v.record(v.string(), v.string()),
      results: v.array(File)
    })
  ),
  /** The passages of the finer ladder, and what came of the controls. */
  ladder: v.optional(File),
  controls: v.optional(v.object({ results: v.array(File), compared: v.array(File) }))
});

export type ReleasedModel = v.InferOutput<typeof Model>;
/** The manifest in full, with how everything was made: more than a page needs to run a model. */
export type Release = v.InferOutput<typeof Release>;

/** Every file that the manifest lists, by path. */
export function filesOf({ corpus, ...release }: Release): FileEntry[] {
  return [
    corpus.tokens,
    corpus.documents,
    release.tokenizer,
    release.passages,
    release.plantings,
    ...[...release.models, ...release.work_models].flatMap(({ files }) => files),
    ...release.results,
    release.works,
    ...(release.works?.results ?? []),
    release.ladder,
    ...(release.controls?.results ?? []),
    // What a model answers in the one precision may be its results.
    ...(release.controls?.compared ?? []).filter(
      ({ path }) => !release.results.some((results) => results.path === path)
    ),
    ...release.finetuned_models.flatMap(({ files }) => files ?? []),
    release.finetuned?.conversations ?? undefined,
    ...(release.finetuned?.results ?? []),
    release.summary,
    release.exposure,
    release.snapshots,
    release.report,
    release.readings,
    release.extraction,
    release.records
  ]
    .filter((file) => file !== undefined)
    .map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }))
    .toSorted((a, b) => a.path.localeCompare(b.path, 'en'));
}

/** The published release as its manifest records it. Throws a `ValiError` that names the field at fault. */
export async function readRelease(): Promise<Release> {
  return v.parse(Release, await labJson('manifest.json'));
}
