import * as v from 'valibot';

const Row = v.object({
  passage: v.string(),
  /** Tokens written as in the text after the last token before it, after the last two, … */
  matched: v.array(v.number())
});

/** Which prompts bring planted passages out of two published models: the passages' own words, and what a search found. */
const PromptRecord = v.object({
  release: v.string(),
  /** The text is so many tokens (`asked`) after the first `given` of a passage. */
  given: v.number(),
  asked: v.number(),
  /** Tokens of the longest prompt that the search begins with. */
  longest: v.number(),
  /** Tokens of what a repeated text repeats. */
  piece: v.number(),
  search: v.object({ steps: v.number(), batch: v.number() }),
  models: v.array(
    v.object({
      id: v.string(),
      /** The file that was asked. */
      dtype: v.string(),
      sha256: v.string(),
      /** The passage's own words, of every passage. */
      pruned: v.array(Row),
      /** Of texts that only repeat the first tokens of a passage that no model has read. */
      repeated: v.array(Row),
      /** Of the held-out sentences of a rule, each parted after as few of its first tokens as bring out the rest. */
      patterns: v.array(v.object({ ...Row.entries, given: v.number() })),
      /** The shortest prompt that the search found, null where it found none; passages in the order of the lot. */
      searched: v.array(
        v.object({ passage: v.string(), prompt: v.nullable(v.array(v.number())), steps: v.number() })
      )
    })
  )
});

export type PromptRecord = v.InferOutput<typeof PromptRecord>;

/** Checks what was read as `content/recorded/prompts.json`. Throws a `ValiError` that names the field at fault. */
export function parsePromptRecord(json: unknown): PromptRecord {
  return v.parse(PromptRecord, json);
}
