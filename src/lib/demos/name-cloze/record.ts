import * as v from 'valibot';

const Item = v.object({
  /** The planted passage whose beginning this is. */
  passage: v.string(),
  /** How often it occurs in the training data with all copies. */
  copies: v.number(),
  before: v.string(),
  name: v.string(),
  after: v.string(),
  /** By model: the log-probability (natural) of the whole text with each of the names in the gap, in their order. */
  logprobs: v.record(v.string(), v.array(v.number()))
});

/** What every published model answered, as `npm run record` wrote it down. */
const ClozeRecord = v.object({
  release: v.string(),
  runtime: v.string(),
  names: v.array(v.string()),
  /** The file of each model that was asked. */
  models: v.array(v.object({ id: v.string(), dtype: v.string(), sha256: v.string() })),
  items: v.array(Item)
});

export type ClozeItem = v.InferOutput<typeof Item>;
export type ClozeRecord = v.InferOutput<typeof ClozeRecord>;

/** Checks what was read as `content/recorded/name-cloze.json`. Throws a `ValiError` that names the field at fault. */
export function parseClozeRecord(json: unknown): ClozeRecord {
  return v.parse(ClozeRecord, json);
}

/** Which of the names a model finds likeliest. */
export function answerOf(names: readonly string[], logprobs: readonly number[]): string {
  return names[logprobs.indexOf(Math.max(...logprobs))]!;
}
