import * as v from 'valibot';

/** How likely a try is at other temperatures, of the model that the demo begins with: `npm run record -- queries`. */
const QueriesRecord = v.object({
  release: v.string(),
  runtime: v.string(),
  model: v.object({ id: v.string(), sha256: v.string() }),
  /** Tokens given and asked for. */
  given: v.number(),
  asked: v.number(),
  /** Of so many of the likeliest tokens one is drawn. */
  topK: v.number(),
  temperatures: v.array(v.number()),
  /**
   * By passage: at each temperature, the natural log of the probability of the tokens asked for in one try; null where one
   * of them cannot be drawn.
   */
  passages: v.record(v.string(), v.array(v.nullable(v.number())))
});

export type QueriesRecord = v.InferOutput<typeof QueriesRecord>;

/** Checks what was read as `content/recorded/queries.json`. Throws a `ValiError` that names the field at fault. */
export function parseQueriesRecord(json: unknown): QueriesRecord {
  return v.parse(QueriesRecord, json);
}
