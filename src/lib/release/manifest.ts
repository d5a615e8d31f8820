import * as v from 'valibot';
import { wireBytes } from '#lib/worker/download.ts';

/** A published file, its path under `/lab/`. */
export const File = v.object({
  path: v.string(),
  bytes: v.number(),
  sha256: v.pipe(v.string(), v.hexadecimal()),
  /** Where a build serves it packed alone, under its path and `.bin`: the bytes that come. */
  packed: v.optional(v.number())
});
const Data = v.picklist(['raw', 'dedup']);
const Dtype = v.picklist(['fp16', 'q8']);

const Model = v.object({
  id: v.string(),
  /** Parameters in the reader's words: "5.9M". */
  label: v.string(),
  parameters: v.number(),
  depth: v.number(),
  width: v.number(),
  heads: v.number(),
  data: Data,
  /** The folder that transformers.js loads, under `/lab/`. */
  path: v.string(),
  /** The first is the one that the page runs and that the results were computed with. */
  dtypes: v.pipe(v.array(Dtype), v.minLength(1)),
  files: v.array(File),
  loss_bits_per_byte: v.number(),
  tokens_seen: v.number()
});

/** A model that read whole works (see works.ts): the page runs it, but asks it for no passages. */
const WorkModel = v.object({ ...Model.entries, data: v.picklist(['works', 'works-dedup']) });

/** A model of which results alone are published: the page cannot run it. */
const FurtherModel = v.object({
  id: v.string(),
  label: v.string(),
  parameters: v.number(),
  depth: v.number(),
  width: v.number(),
  heads: v.number(),
  /** `raw`, `dedup`, or another stream: passages assigned to copies anew (`seed2`), a half of them (`half01`). */
  data: v.string(),
  training: v.object({
    /** One token in so many is left out of the loss. */
    goldfish: v.nullable(v.number()),
    seed: v.number()
  }),
  loss_bits_per_byte: v.number(),
  tokens_seen: v.number()
});

/** A model that was made from another one (training/finetune.py). Of one without `path` results alone are published. */
const FinetunedModel = v.object({
  id: v.string(),
  kind: v.picklist(['assistant', 'tuned', 'unlearned']),
  label: v.string(),
  parameters: v.number(),
  training: v.object({
    /** The model that it was made from. */
    base: v.string(),
    /** Steps of this training. */
    step: v.number(),
    /** Its peak learning rate, as a share of that with which the size was trained first. */
    rate: v.number(),
    /** Of one that unlearned: copies of the passages of which half were taken back. */
    copies: v.optional(v.number())
  }),
  path: v.optional(v.string()),
  dtypes: v.optional(v.pipe(v.array(Dtype), v.minLength(1))),
  files: v.optional(v.array(File))
});

const Condition = v.object({
  condition: v.string(),
  /** Per cent of the tokens replaced in each near copy, or tokens of each fragment. Not in releases before the second. */
  level: v.nullish(v.number(), null),
  copies: v.number(),
  passages: v.number()
});

export const Manifest = v.object({
  release: v.string(),
  bos_token_id: v.number(),
  /** Positions a model reads at once, the BOS token among them. */
  context: v.number(),
  corpus: v.object({ tokens: File, documents: File, n_tokens: v.number() }),
  tokenizer: v.object({ ...File.entries, vocab_size: v.number() }),
  passages: File,
  /** Copies of the exact passages in the further streams. With what follows from it, not in releases before the second. */
  plantings: v.optional(File),
  /** What the page can run, from small to large. */
  models: v.pipe(v.array(Model), v.minLength(1)),
  further_models: v.optional(v.array(FurtherModel), []),
  /** From small to large, with all copies before its twin. */
  work_models: v.optional(v.array(WorkModel), []),
  /** The works themselves, and what came of them, by model. Not in releases before whole works were planted. */
  works: v.optional(
    v.object({ ...File.entries, results: v.array(v.object({ ...File.entries, model: v.string() })) })
  ),
  /** Each after the model that it was made from. With what came of them, not in releases before there were any. */
  finetuned_models: v.optional(v.array(FinetunedModel), []),
  finetuned: v.optional(
    v.object({
      /** What the assistants were made of and asked for; null where there is none. */
      conversations: v.nullable(File),
      /** Copies of the passages that are looked at beside those that are unlearned. */
      others_copies: v.number(),
      results: v.array(v.object({ ...File.entries, model: v.string() }))
    })
  ),
  conditions: v.array(Condition),
  results: v.array(v.object({ ...File.entries, model: v.optional(v.string()) })),
  /** Counts and intervals over passages, of every model. */
  summary: File,
  exposure: v.optional(File),
  snapshots: v.optional(File),
  report: v.optional(File),
  /** In which training step each copy was read. */
  readings: v.optional(File),
  records: File,
  /** An attack on one of the models, sampled, ranked and looked up. Not in releases before it was made. */
  extraction: v.optional(File)
});

export type FileEntry = v.InferOutput<typeof File>;
export type ModelEntry = v.InferOutput<typeof Model>;
export type WorkModel = v.InferOutput<typeof WorkModel>;
export type FinetunedModel = v.InferOutput<typeof FinetunedModel>;
/** A model that the page can run, whatever it read. */
export type RunnableModel = Pick<ModelEntry, 'id' | 'label' | 'parameters' | 'path' | 'dtypes' | 'files'>;
export type FurtherModel = v.InferOutput<typeof FurtherModel>;
export type Manifest = v.InferOutput<typeof Manifest>;
export type DataVariant = v.InferOutput<typeof Data>;

/** What a page needs of the manifest to run the models. */
export type Runnable = Pick<
  Manifest,
  'release' | 'bos_token_id' | 'context' | 'corpus' | 'tokenizer' | 'passages' | 'conditions' | 'models'
>;

/** Checks what was read as `manifest.json`. Throws a `ValiError` that names the field at fault. */
export function parseManifest(json: unknown): Manifest {
  return v.parse(Manifest, json);
}

/** Every model whose weights are published, whatever it read or was made from. */
export function runnableModels({
  models,
  work_models,
  finetuned_models
}: Pick<Manifest, 'models' | 'work_models' | 'finetuned_models'>): RunnableModel[] {
  const made = finetuned_models.flatMap(({ path, dtypes, files, ...model }) =>
    path && dtypes && files ? [{ ...model, path, dtypes, files }] : []
  );
  return [...models, ...work_models, ...made];
}

/** The files that running a model takes: its configuration, its weights of a dtype, and the tokenizer. */
export function filesToRun(model: RunnableModel, dtype: string = model.dtypes[0]!): FileEntry[] {
  const weights = `onnx/${dtype === 'q8' ? 'model_quantized' : `model_${dtype}`}.onnx`;
  const names = ['config.json', weights].map((name) => `${model.path}/${name}`);
  return model.files.filter(({ path }) => names.includes(path) || isTokenizer(path));
}

/** How a file is fetched, without what else an entry says of it. */
export const fetched = ({ path, bytes, sha256, packed }: FileEntry): FileEntry => ({
  path,
  bytes,
  sha256,
  ...(packed !== undefined && { packed })
});

/** Whether a file is the tokenizer, which all models share. */
export const isTokenizer = (path: string): boolean => path.endsWith('/tokenizer.json');

/** The files that pages fetch and that are large: what a build packs. */
export function filesToPack(manifest: Manifest): FileEntry[] {
  const { corpus, tokenizer, passages, extraction } = manifest;
  const weights = runnableModels(manifest).flatMap((model) =>
    filesToRun(model).filter(({ path }) => path.endsWith('.onnx'))
  );
  const attack = extraction ? [extraction] : [];
  return [tokenizer, corpus.tokens, corpus.documents, passages, ...attack, ...weights];
}

/** What a manifest says of packed files, added to it as it was read: a file of the same content is the same file. */
export function withPacked(
  json: unknown,
  packed: ReadonlyMap<string, Pick<FileEntry, 'path' | 'packed'>>
): unknown {
  if (Array.isArray(json)) return json.map((item) => withPacked(item, packed));
  if (typeof json !== 'object' || json === null) return json;
  const entries = Object.entries(json).map(([key, value]) => [key, withPacked(value, packed)] as const);
  const { sha256 } = json as { sha256?: unknown };
  return { ...Object.fromEntries(entries), ...(typeof sha256 === 'string' && packed.get(sha256)) };
}

/** Of a manifest what runs: no results, and of each model its first dtype. A page carries all that it is given. */
export function runnable(manifest: Manifest): Runnable {
  const { release, bos_token_id, context, corpus, tokenizer, passages, conditions } = manifest;
  const models = manifest.models.map((model) => ({
    ...model,
    dtypes: model.dtypes.slice(0, 1),
    files: filesToRun(model)
  }));
  return { release, bos_token_id, context, corpus, tokenizer, passages, conditions, models };
}

/** Bytes that fetching those files takes. */
export function downloadBytes(model: RunnableModel, dtype?: string): number {
  return filesToRun(model, dtype).reduce((sum, file) => sum + wireBytes(file), 0);
}

/** Bytes of those files as they are: how large a model is, however it is packed. */
export function modelBytes(model: RunnableModel): number {
  return filesToRun(model).reduce((sum, { bytes }) => sum + bytes, 0);
}
