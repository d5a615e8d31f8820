import * as v from 'valibot';

/** What our largest model wrote behind a filter, and without one, as `npm run record` wrote it down. */
const FilterRecord = v.object({
  release: v.string(),
  runtime: v.string(),
  model: v.object({ id: v.string(), sha256: v.string() }),
  /** Length, in tokens, of a run of the training data that the filter never lets through whole. */
  run: v.number(),
  /** Tokens of each passage that the model is given. */
  given: v.number(),
  /** The passages of the most copies: token ids of what came, by greedy decoding, without the filter and with it. */
  passages: v.array(v.object({ id: v.string(), plain: v.array(v.number()), filtered: v.array(v.number()) }))
});

export type FilterRecord = v.InferOutput<typeof FilterRecord>;

/** Checks what was read as `content/recorded/filter.json`. Throws a `ValiError` that names the field at fault. */
export function parseFilterRecord(json: unknown): FilterRecord {
  return v.parse(FilterRecord, json);
}
