import * as v from 'valibot';

/** Which prompts bring some planted passages out of two published models: the passages' own words, and what a search found. */
const PromptRecord = v.object({
  release: v.string(),
  runtime: v.string(),
  /** The file of each model that was asked. */
  models: v.array(v.object({ id: v.string(), dtype: v.string(), sha256: v.string() })),
  /** Tokens before the text, and tokens of the text, which follow in the passage. */
  given: v.number(),
  asked: v.number(),
  /** Most steps of the search for each length, and its seed. */
  steps: v.number(),
  seed: v.number(),
  texts: v.array(
    v.object({
      passage: v.string(),
      tried: v.record(
        v.string(),
        v.object({
          /** By model: tokens written as in the text after the last token before it, after the last two, … */
          matched: v.array(v.number()),
          /** The shortest prompt that the search found; null where it found none. */
          found: v.nullable(v.array(v.number())),
          /** Steps of the search, and bits a token that the text still cost at its end. */
          steps: v.number(),
          bits: v.number()
        })
      )
    })
  )
});

export type PromptRecord = v.InferOutput<typeof PromptRecord>;

/** Checks what was read as `content/recorded/shortest-prompt.json`. Throws a `ValiError` that names the field at fault. */
export function parsePromptRecord(json: unknown): PromptRecord {
  return v.parse(PromptRecord, json);
}
