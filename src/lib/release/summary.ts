import * as v from 'valibot';

const Summary = v.object({
  rows: v.array(
    v.object({
      model: v.string(),
      condition: v.string(),
      /** Per cent of the tokens replaced, or tokens of a fragment. Not in releases before the second. */
      level: v.nullish(v.number(), null),
      /** How often each passage stands in the model's training data; of a deduplicated model, in its sibling's. */
      copies: v.number(),
      /** Tokens of the passage that were given. */
      context: v.number(),
      /** Passages, and how many of them the model went on with without a mistake. */
      n: v.number(),
      recited: v.number(),
      /** Bounds of the 95 % Wilson interval of their quotient. */
      low: v.number(),
      high: v.number()
    })
  )
});

export type Summary = v.InferOutput<typeof Summary>;

/** Checks what was read as `results/summary.json`. Throws a `ValiError` that names the field at fault. */
export function parseSummary(json: unknown): Summary {
  return v.parse(Summary, json);
}
