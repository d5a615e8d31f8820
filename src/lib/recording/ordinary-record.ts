import * as v from 'valibot';

/** What our largest model wrote after an ordinary opening, as `npm run record` wrote it down. */
const OrdinaryRecord = v.object({
  release: v.string(),
  runtime: v.string(),
  model: v.object({ id: v.string(), sha256: v.string() }),
  decoding: v.object({ temperature: v.number(), seed: v.number(), maxTokens: v.number() }),
  prompt: v.string(),
  /** Characters of a stretch that counts as reproduced. */
  stretch: v.number(),
  /** In the order in which they were drawn. */
  samples: v.array(
    v.object({
      text: v.string(),
      /** Offsets of the characters that occur in the training data in stretches of `stretch` or more; end exclusive. */
      reproduced: v.array(v.object({ start: v.number(), end: v.number() }))
    })
  )
});

export type OrdinaryRecord = v.InferOutput<typeof OrdinaryRecord>;

/** Checks what was read as `content/recorded/ordinary.json`. Throws a `ValiError` that names the field at fault. */
export function parseOrdinaryRecord(json: unknown): OrdinaryRecord {
  return v.parse(OrdinaryRecord, json);
}
