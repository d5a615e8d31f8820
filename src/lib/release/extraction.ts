import * as v from 'valibot';
import type { DownloadOptions } from '#lib/worker/download.ts';
import { downloadJson } from '#lib/worker/page-files.ts';
import type { FileEntry } from './manifest.ts';
import { labFile } from './site.ts';

const Weights = v.object({ id: v.string(), sha256: v.string() });
const Numbers = v.array(v.number());
/** In nats a token; null where there was no token. */
const Nats = v.array(v.nullable(v.number()));

const Copy = v.object({
  /** Which sample it is. */
  at: v.number(),
  /** Where each stretch that stands in the training data begins, and its length in tokens. */
  spans: v.array(v.tuple([v.number(), v.number()])),
  /** How many documents of the training data hold the longest of them. */
  documents: v.number(),
  /** Ids of documents copied, passages of the ladder first. */
  from: v.array(v.string())
});

const Attack = v.object({
  release: v.string(),
  model: v.string(),
  /** The model attacked, and the two that it is compared with. */
  models: v.object({ large: Weights, medium: Weights, small: Weights }),
  decoding: v.object({ strategy: v.literal('top'), top_k: v.number(), tokens: v.number() }),
  /** Tokens in a row from one document that make a sample a copy. */
  copy: v.number(),
  /** A number for each sample. */
  samples: v.object({
    tokens: Numbers,
    own: Nats,
    window: Nats,
    zlib: Numbers,
    small: Nats,
    medium: Nats,
    lowercase: Nats
  }),
  /** The first hundred of each ranking and of the order in which they were drawn, each unlike those before it. */
  inspected: v.record(v.string(), Numbers),
  copies: v.array(Copy),
  /** Token ids of the samples that were inspected. */
  texts: v.record(v.string(), Numbers),
  /** Pieces of addresses that no model has read. */
  prompts: v.array(Numbers)
});

/** The attack on a published model, as `training/extraction.py` made it. */
export type Attack = v.InferOutput<typeof Attack>;

/** Checks what was read as `results/extraction.json`. Throws a `ValiError` that names the field at fault. */
export function parseAttack(json: unknown): Attack {
  return v.parse(Attack, json);
}

/** Fetches it. Throws a `DownloadError` whose message is for readers. */
export const loadAttack = (file: FileEntry, options?: DownloadOptions): Promise<Attack> =>
  downloadJson(labFile(file), 'the list of recorded samples', Attack, options);
