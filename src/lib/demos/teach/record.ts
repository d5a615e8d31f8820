import * as v from 'valibot';

const Price = v.object({ exposure: v.number(), bitsPerByte: v.number(), kept: v.number() });

const Point = v.object({
  kind: v.nullable(v.picklist(['read', 'other', 'unlearn'])),
  answer: v.array(v.number()),
  matched: v.number(),
  bits: v.number(),
  price: v.optional(Price)
});

/** Lessons of the ready sentences, by the engine that runs in the page: `npm run record -- teach`. */
const TeachRecord = v.object({
  release: v.string(),
  engine: v.string(),
  models: v.array(v.object({ id: v.string(), dtype: v.string(), sha256: v.string() })),
  /** The file of background windows, packed, and how it was cut from the training text. */
  background: v.object({
    bytes: v.number(),
    sha256: v.string(),
    packed: v.number(),
    /** Tokens of each. */
    window: v.number(),
    windows: v.number(),
    seed: v.number()
  }),
  /** Draws the rivals. */
  seed: v.number(),
  /** Passages that no model read, and passages read most often, by id; tokens of the latter that are given and asked. */
  unread: v.array(v.string()),
  known: v.array(v.string()),
  knownTokens: v.object({ given: v.number(), asked: v.number() }),
  sentences: v.array(v.object({ text: v.string(), ids: v.array(v.number()), given: v.number() })),
  lessons: v.array(
    v.object({
      /** Which sentence. */
      sentence: v.number(),
      model: v.string(),
      rate: v.number(),
      /** Read until it is recited, or to the limit. */
      points: v.array(Point),
      /** Then other text alone; of the first lesson of each model. */
      other: v.array(Point),
      /** In place of that, of the same: unlearned until it costs what it did at first, and read again until it is recited. */
      unlearn: v.array(Point)
    })
  )
});

export type TeachRecord = v.InferOutput<typeof TeachRecord>;

/** Checks what was read as `content/recorded/teach.json`. Throws a `ValiError` that names the field at fault. */
export function parseTeachRecord(json: unknown): TeachRecord {
  return v.parse(TeachRecord, json);
}
