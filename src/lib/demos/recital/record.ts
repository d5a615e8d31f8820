import * as v from 'valibot';

/** How every published model continues two prompts that the published results do not cover. */
const RecitalRecord = v.object({
  release: v.string(),
  runtime: v.string(),
  /** Tokens asked for. */
  asked: v.number(),
  /** The file of each model that was asked. */
  models: v.array(v.object({ id: v.string(), dtype: v.string(), sha256: v.string() })),
  prompts: v.array(
    v.object({
      /** The planted passage whose first tokens the prompt is; null where nothing was given. */
      passage: v.nullable(v.string()),
      /** After one BOS token. */
      ids: v.array(v.number()),
      /** By model: the greedy continuation, and whether the model ended the text by itself. */
      said: v.record(v.string(), v.object({ ids: v.array(v.number()), ended: v.boolean() }))
    })
  )
});

export type RecitalRecord = v.InferOutput<typeof RecitalRecord>;

/** Checks what was read as `content/recorded/recital.json`. Throws a `ValiError` that names the field at fault. */
export function parseRecitalRecord(json: unknown): RecitalRecord {
  return v.parse(RecitalRecord, json);
}
